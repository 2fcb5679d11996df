/** A question to a host: a name and the lines of sh that answer it on stdout. */
export interface Question {
  readonly name: string;
  readonly script: string;
}
