import type { ChangedFile, Hunk } from '@codex-pro/git';

/** The whole new side as one hunk, for reviews of files instead of a change; the hunks as they are where there is no text. */
export function wholeFileHunks(file: ChangedFile): readonly Hunk[] {
  if (file.content === null || file.content === '') return file.hunks;
  const lines = file.content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return [
    {
      oldStart: 1,
      oldLines: lines.length,
      newStart: 1,
      newLines: lines.length,
      heading: '',
      lines: lines.map((line) => ` ${line}`),
    },
  ];
}
