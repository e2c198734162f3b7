/** What a batch keeps in its output folder besides the outputs. */
export const manifestName = 'manifest.jsonl';
export const failuresName = 'failures.md';
export const reportName = 'report.html';
/** What is about to be given its name; there while a batch runs. */
export const journalName = '.batch-journal.jsonl';
/** Which job writes here; there while it runs. */
export const lockName = '.batch-lock.json';
/** What the report, the failures and the combined file were when the batch wrote them. */
export const ownWorkName = '.batch-files.json';
/** The combined file while it grows. */
export const combiningName = '.batch-combining.tmp';

export const ownFileNames: readonly string[] = [manifestName, failuresName, reportName];
