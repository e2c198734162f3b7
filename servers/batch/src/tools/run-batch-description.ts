/** What a model reads to decide whether and how to call `run_batch`. Hosts cut it near 4 KB: the key words come first. */
export const runBatchDescription = `Run one prompt over every piece of a source with Codex (OpenAI's model): each chapter of a book, file of a tree, page of a PDF, row of a table. For translations, summaries, solutions, extraction, classification at scale: one durable job instead of a shell loop.

Plan it first with plan_batch and the same arguments, and run it when the user agreed to its cost. Cuts the source into chunks, sends each in a call of its own (as many at once as the backend takes), and writes one output file a chunk, manifest.jsonl, failures.md and report.html into output_dir. Sends the source to OpenAI or the backend that the user set, and uses the user's quota; secret-looking files and strings are left out. Finished chunks are never paid for twice: run again with the same arguments it sends only what changed, and outputs that somebody edited are left alone unless force is set.

The answer holds batch: total, done, failed, skipped, remaining, output_dir, failures (name, code, message); not_done (what was not reached or left out, by name, and why), usage and cost, quota limits, artifacts. One bad chunk fails alone: retry_batch sends those again.

A batch takes minutes to hours and runs as a job of its own. The call waits up to wait_seconds; if it is still running then, the answer has job.state "running", job.id, and in next_steps how to get the result. Do not start it a second time meanwhile.`;
