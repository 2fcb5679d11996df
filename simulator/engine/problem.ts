/** An error the API tells its client. */
export class Problem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const modelMissing = (name: string): Problem => new Problem(404, `model '${name}' not found`);

/** Two spaces: so does Ollama. */
export const serverBusy = (): Problem =>
  new Problem(503, "server busy, please try again.  maximum pending requests exceeded");
