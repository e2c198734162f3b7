import { fileURLToPath } from 'node:url';
import type { Submission } from '../submit.ts';
import type { ToyRequest } from './toy-request.ts';

const bundle = fileURLToPath(new URL('toy-worker.ts', import.meta.url));

export function toySubmission(request: ToyRequest = {}, changes: Partial<Submission> = {}): Submission {
  return {
    kind: 'toy',
    prefix: 'toy',
    workspace: '/repo/space',
    session: null,
    request,
    attachments: [],
    start: { kind: 'toy', bundle, version: '1.0.0', node: process.execPath },
    limitMs: 60_000,
    identity: { model: null, effort: null, tier: null, profile: null },
    needsKey: false,
    ...changes,
  };
}
