import { type PatchCase, patchOf } from '@codex-pro/agent/testing';

export type Files = Readonly<Record<string, string>>;

export const abc: Files = { 'f.txt': 'a\nb\nc\n' };

/** A patch of one update of `f.txt`. */
export function update(name: string, files: Files | string, ...body: readonly string[]): PatchCase {
  const tree = typeof files === 'string' ? { 'f.txt': utf8(files) } : files;
  return { name, files: tree, patch: patchOf('*** Update File: f.txt', ...body) };
}

export function whole(name: string, files: Files, ...lines: readonly string[]): PatchCase {
  return { name, files, patch: patchOf(...lines) };
}

export function raw(name: string, patch: string, files: Files = abc): PatchCase {
  return { name, files, patch };
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}
