import { isCodedError, redactSecrets } from '@codex-pro/runtime';
import * as z from 'zod';
import { failed, succeeded, type ToolResult } from '../agent-tool.ts';
import { FileRefusal } from '../files/file-refusal.ts';
import type { LinePage } from '../files/text-lines.ts';

/** The most that one result of a reading tool holds. */
export const maxResultBytes = 64 * 1024;

/** Makes a result of what `work` gives, within the bounds; what it refuses is a failure. */
export type Give = (work: () => Promise<string>) => Promise<ToolResult>;

/** Results that together hold at most so many bytes; strings in them that look like secrets are replaced. */
export function boundedOutput(totalBytes: number | null): Give {
  let left = totalBytes ?? Number.POSITIVE_INFINITY;
  return async (work) => {
    try {
      if (left <= 0) throw new FileRefusal(`the limit of ${totalBytes} bytes that may be read is used up`);
      const text = redactSecrets(await work()).text;
      const cut = cutBytes(text, Math.min(maxResultBytes, Math.max(0, left)));
      left -= Buffer.byteLength(cut);
      return succeeded(cut);
    } catch (error) {
      if (error instanceof FileRefusal) return failed(error.message);
      if (isCodedError(error) && error.code === 'input_invalid') return failed(error.message);
      throw error;
    }
  };
}

function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const whole = new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true });
  return `${whole}\n(the rest was cut off: ask for less at a time)`;
}

/** The fields of a tool that shows lines page by page. */
export const pageFields = {
  offset: z.number().int().min(1).nullish(),
  limit: z.number().int().min(1).nullish(),
};

const pageSchema = z.object(pageFields);

/** The lines that were asked for, within what may be. */
export function pageOf(input: z.output<typeof pageSchema>): LinePage {
  return { offset: input.offset ?? 1, limit: Math.min(input.limit ?? 400, 2_000) };
}
