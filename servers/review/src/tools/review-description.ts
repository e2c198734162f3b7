/** What a model reads to decide whether and how to call `review`. Hosts cut it near 4 KB: the key words come first. */
export const reviewDescription = `Code review of git changes by Codex (OpenAI's coding model): a second opinion on a diff, with findings tied to exact lines.

Reviews the uncommitted changes (untracked files included) if there are any, else the branch against its base; or what scope, base, commit, range or paths say. Reads the repository and changes no file. Sends the changed code to the model over HTTPS and uses the user's Codex quota; secret-looking files and strings are left out. dry_run shows what would be sent, with tokens, cost and time, and sends nothing.

Several reviewers with different roles look at the change independently; what they say is merged, and a claim that only one of them made is checked by a sceptic. depth quick asks one reviewer.

The answer holds review.verdict (approve or needs_attention), review.findings (worst first: title, body, category, priority 0 worst to 3, confidence, file, line_start, line_end, quote, replacement or null, votes, found_by, verification, fingerprint, patch or null), review.refuted (claims that the sceptic refuted), review.coverage (with the quorum of reviewers), not_done (what was not reviewed, and why), usage and cost, quota limits, and paths of the full report (Markdown, JSON, SARIF, rdjson, patch).

A review takes one to ten minutes and runs as a job of its own. The call waits up to wait_seconds for it; if it is still running then, the answer has job.state "running", job.id, and in next_steps how to get the result. Do not start a second review of the same change meanwhile.`;
