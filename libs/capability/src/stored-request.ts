import type { ResolvedSettings } from '@codex-pro/settings';
import * as z from 'zod';
import type { Kind } from './define-capability.ts';
import type { NotDone } from './envelope.ts';

/** What a job is told: settings are resolved once, when it is recorded, and stay as they were for every attempt. */
export interface StoredRequest<Name extends Kind, Request> {
  /** The tool that was called. */
  readonly tool: string;
  readonly settings: ResolvedSettings<Name>;
  /** What of the settings did not count, said in every result. */
  readonly notDone: readonly NotDone[];
  readonly request: Request;
}

/** Reads it back in the worker. Throws zod's error when the file is not what this version writes. */
export function readStoredRequest<Name extends Kind, Request>(
  stored: unknown,
  request: z.ZodType<Request>,
): StoredRequest<Name, Request> {
  const schema = z.object({
    tool: z.string(),
    // Written by us from checked settings, into a file that only this user may write.
    settings: z.custom<ResolvedSettings<Name>>((value) => typeof value === 'object' && value !== null),
    notDone: z.array(z.object({ what: z.string(), why: z.string() })),
    request,
  });
  return schema.parse(stored);
}
