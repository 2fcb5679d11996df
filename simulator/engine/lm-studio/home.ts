import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where the backend answers `lms`. */
export interface Door {
  readonly pid: number;
  readonly port: number;
}

function jsonOf<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value)}\n`);
}

/** `$HOME/.lmstudio`, as the bootstrap leaves it. */
export class Home {
  readonly directory: string;

  constructor(home: string) {
    this.directory = join(home, ".lmstudio");
  }

  path(...parts: readonly string[]): string {
    return join(this.directory, ...parts);
  }

  get models(): string {
    return this.path("models");
  }

  /** Version 0.0.25 does not make this folder; without it no model loads. */
  get temp(): string {
    return this.path(".internal/temp");
  }
  get hasTemp(): boolean {
    return existsSync(this.temp);
  }

  get door(): Door | undefined {
    return jsonOf<Door>(this.path(".internal/backend.json"));
  }
  set door(door: Door) {
    writeJson(this.path(".internal/backend.json"), door);
  }

  /** What `lms` starts when no backend runs. */
  get install(): { readonly path: string } | undefined {
    return jsonOf(this.path(".internal/llmster-install-location.json"));
  }
  set install(place: { readonly path: string; readonly argv: readonly string[]; readonly cwd: string }) {
    writeJson(this.path(".internal/llmster-install-location.json"), place);
  }

  /** Runtimes that were selected, the last one last. */
  get chosenRuntimes(): readonly string[] {
    return jsonOf(this.path(".internal/backend-preferences.json")) ?? [];
  }
  set chosenRuntimes(aliases: readonly string[]) {
    writeJson(this.path(".internal/backend-preferences.json"), aliases);
  }

  /** The last port is used again when none is named. */
  get lastPort(): number {
    return jsonOf<{ port: number }>(this.path(".internal/http-server-config.json"))?.port ?? 1234;
  }
  set lastPort(port: number) {
    writeJson(this.path(".internal/http-server-config.json"), { port, networkInterface: "127.0.0.1" });
  }
}
