import { createHash } from 'node:crypto';

const mark = 'emu1.';

/** Reasoning as this backend hands it out: opaque, and it can tell whether it comes back unchanged. */
export function sealReasoning(id: string): string {
  const payload = Buffer.from(`reasoning of ${id}`).toString('base64url');
  return `${mark}${payload}.${digest(payload)}`;
}

/** True for a blob of ours that was changed on the way. Blobs of scenarios and recordings pass. */
export function sealIsBroken(sealed: string): boolean {
  if (!sealed.startsWith(mark)) return sealed === '';
  const [payload = '', seal = ''] = sealed.slice(mark.length).split('.');
  return digest(payload) !== seal;
}

function digest(payload: string): string {
  return createHash('sha256').update(payload).digest('base64url').slice(0, 16);
}
