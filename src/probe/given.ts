type Given<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The values that are there. */
export const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
