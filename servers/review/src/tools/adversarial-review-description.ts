/** What a model reads to decide whether and how to call `adversarial_review`. The key words come first. */
export const adversarialReviewDescription = `Adversarial review by Codex (OpenAI's coding model): challenges the approach of a change, plan or design, not its lines. Use it before committing to a direction; for faults in code use review.

Takes the same target arguments as review (by default the uncommitted changes, else the branch). With paths and no other target it reads those files whole, as they stand: a plan or a design document, for example. focus is what the user doubts. Reads the repository and changes no file. Sends the material to the model over HTTPS and uses the user's Codex quota; secret-looking files and strings are left out.

The answer holds adversarial.verdict (sound, sound_with_changes, unsound), verdict_reason, and four lists that are never empty: assumptions_challenged, failure_modes, alternatives, trade_offs. Each entry has title, body, priority (0 worst to 3), confidence and evidence (file, lines and quote of the material it is about). Besides: not_done, usage and cost, quota limits, and the path of the full report.

It runs as a job of its own, one to ten minutes. The call waits up to wait_seconds; if it is still running then, the answer has job.state "running", job.id, and in next_steps how to get the result.`;
