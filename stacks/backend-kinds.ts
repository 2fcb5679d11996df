/** What may be said about one kind of Terraform backend. Names and meanings are Terraform's own. */
export interface BackendKind {
  /** The setting that tells one pool's state from another's; its value must hold `{pool}`. */
  readonly place: string;
  readonly required: readonly string[];
  readonly defaults: Readonly<Record<string, string | boolean>>;
  readonly optional: readonly string[];
  /** Environment variables that carry what must not be written down. */
  readonly secrets: readonly string[];
}

export const BACKEND_KINDS = {
  local: {
    place: "path",
    required: [],
    defaults: { path: ".espalier/state/{pool}.tfstate" },
    optional: [],
    secrets: [],
  },
  s3: {
    place: "key",
    required: ["bucket", "region"],
    defaults: { key: "espalier/{pool}.tfstate", use_lockfile: true, encrypt: true },
    optional: [
      "profile",
      "kms_key_id",
      "dynamodb_table",
      "endpoints",
      "assume_role",
      "use_path_style",
    ].concat(
      ["workspace_key_prefix", "skip_credentials_validation", "skip_region_validation", "skip_s3_checksum"],
      ["skip_requesting_account_id", "skip_metadata_api_check"],
    ),
    secrets: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  },
  pg: {
    place: "schema_name",
    required: [],
    defaults: { schema_name: "espalier_{pool}" },
    optional: ["skip_schema_creation", "skip_table_creation", "skip_index_creation"],
    secrets: ["PG_CONN_STR"],
  },
  http: {
    place: "address",
    required: ["address"],
    defaults: {},
    optional: ["lock_address", "unlock_address", "update_method", "lock_method", "unlock_method"].concat([
      "retry_max",
      "retry_wait_min",
      "retry_wait_max",
    ]),
    secrets: ["TF_HTTP_USERNAME", "TF_HTTP_PASSWORD"],
  },
  consul: {
    place: "path",
    required: [],
    defaults: { path: "espalier/{pool}" },
    optional: ["address", "scheme", "datacenter", "gzip", "lock", "ca_file"],
    secrets: ["CONSUL_HTTP_TOKEN", "CONSUL_HTTP_AUTH"],
  },
} as const satisfies Readonly<Record<string, BackendKind>>;

export type BackendKindName = keyof typeof BACKEND_KINDS;
