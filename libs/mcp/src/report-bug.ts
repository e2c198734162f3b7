/** What went wrong inside a call and is nobody's fault but ours; for the log. */
export type ReportBug = (what: string, cause: unknown) => void;

export function reportBugOnStderr(name: string): ReportBug {
  return (what, cause) => {
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    process.stderr.write(`codex-pro ${name}: ${what}: ${detail}\n`);
  };
}
