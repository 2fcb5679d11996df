/** What signatures under gate reports are for (`ssh-keygen -Y -n`); no other signature is accepted. */
export const GATE_REPORT_NAMESPACE = "espalier-gate-report";

/** What signatures under baselines are for. */
export const BASELINE_NAMESPACE = "espalier-baseline";
