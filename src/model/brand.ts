/** A value that was checked once at the door: the type remembers that it was. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
