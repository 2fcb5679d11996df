/**
 * The exact paths that pass; every other one is 404. A list of what is allowed, never of what is forbidden:
 * engines grow admin routes (`/api/me`, `/debug/pprof`, ...) faster than anyone could forbid them.
 */
export const INFERENCE_PATHS = [
  "/v1/chat/completions",
  "/v1/completions",
  "/v1/embeddings",
  "/v1/responses",
  "/v1/messages",
  "/api/chat",
  "/api/generate",
  "/api/embed",
  "/api/embeddings",
] as const;

/** Inference that generates nothing. */
export const EMBEDDING_PATHS = ["/v1/embeddings", "/api/embed", "/api/embeddings"] as const;

/** Reading with a body. */
export const DESCRIBE_PATHS = ["/api/show"] as const;

/** Reading with GET or HEAD. */
export const READ_PATHS = ["/v1/models", "/api/tags", "/api/version", "/api/ps"] as const;
