/** How a model server is asked. Each has a file of its own in `src/probe/api/`. */
export const APIS = ["openai-chat"] as const;
export type Api = (typeof APIS)[number];
