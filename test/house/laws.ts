import {
  CEILING,
  FLOORS,
  LONG,
  PURE_BUILTINS,
  ROOMS,
  SIMULATOR,
  TOOL_ROOMS,
  VAGUE,
  WATERLINE,
  WORLDLY,
} from "./rooms.ts";
import { code, imports, type Source } from "./source.ts";

const floors: readonly (readonly string[])[] = FLOORS;
const isIn = (path: string, room: string): boolean => path.startsWith(`${room}/`);

/** The room a path is in. */
export const roomOf = (path: string): string | undefined => ROOMS.find((room) => isIn(path, room));

const floorOf = (room: string): number => floors.findIndex((rooms) => rooms.includes(room));

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === SIMULATOR) return to === "src/model";
  if (to === SIMULATOR) return from === "src/cli";
  return floorOf(to) < floorOf(from);
}

const isOwn = (specifier: string): boolean =>
  /^(src|templates|stacks|playbooks|simulator|test|bench|bin)\//.test(specifier);

/** `src/operations/x.ts -> src/run/y.ts`: every stair that was climbed, and every step to the next door. */
export function stairs(source: Source): readonly string[] {
  const from = roomOf(source.path);
  if (from === undefined) return [`${source.path} is in no room`];
  return imports(source)
    .filter(isOwn)
    .filter((path) => {
      const to = roomOf(path);
      return to === undefined || !isAllowed(from, to);
    })
    .map((path) => `${source.path} -> ${path}`);
}

/** Tools outside their rooms, and modules of Node below the waterline. */
export function tools(source: Source): readonly string[] {
  const room = roomOf(source.path) ?? "";
  const isDeep = room !== SIMULATOR && floorOf(room) < WATERLINE;
  return imports(source)
    .filter((name) => {
      const law = TOOL_ROOMS.find(({ tool }) => tool.test(name));
      if (law !== undefined) return !law.rooms.includes(room);
      return isDeep && name.startsWith("node:") && !PURE_BUILTINS.includes(name);
    })
    .map((name) => `${source.path} uses ${name}`);
}

/** Clock, chance and network without an import, below the waterline. */
export function world(source: Source): readonly string[] {
  const room = roomOf(source.path) ?? "";
  if (room === SIMULATOR || floorOf(room) >= WATERLINE) return [];
  const text = code(source);
  return WORLDLY.flatMap((word) => word.exec(text)?.[0] ?? []).map((word) => `${source.path} says ${word}`);
}

export const names = ({ path }: Source): readonly string[] =>
  VAGUE.test(path) ? [`${path} has a vague name`] : [];

export function lengths({ path, text }: Source): readonly string[] {
  const lines = text.split("\n").length - 1;
  return lines > CEILING && LONG[path] === undefined
    ? [`${path} has ${lines} lines, ${CEILING} are allowed`]
    : [];
}
