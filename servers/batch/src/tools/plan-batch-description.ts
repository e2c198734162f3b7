/** What a model reads to decide whether and how to call `plan_batch`. */
export const planBatchDescription = `Plan a batch: read and cut a source (Markdown, text, LaTeX, HTML, PDF, DOCX, EPUB, files, JSONL, CSV) and say what run_batch with the same arguments would do. Sends nothing, writes nothing, costs nothing.

The answer holds dry_run: chunks (how many, how many are due, names and tokens of the first and the largest), tokens, cost_usd (null where no price is known), minutes, output_dir, the first prompt in full as it would be sent, and warnings (a huge chunk, a prompt without {{chunk}}, an output folder that is not empty, part of the quota it may take), and not_done: what secret-looking files and strings were left out. Show the plan with its cost to the user before run_batch.`;
