import { redactSecrets } from '@codex-pro/runtime';
import { inFence } from './fence.ts';

/** What a review knows besides the change: data, all of it. */
export interface ReviewContext {
  readonly focus: string | null;
  /** Rules of the project for its authors, nearest to the change, the outermost first. */
  readonly guidelines: readonly { readonly path: string; readonly text: string }[];
  /** Messages of the commits under review, the newest first. */
  readonly commits: readonly string[];
}

/** The same for a request: each in a fence and without secrets, or null where there is none. */
export interface FencedContext {
  readonly focus: string | null;
  readonly guidelines: string | null;
  readonly commits: string | null;
}

export function fencedContext({ focus, guidelines, commits }: ReviewContext): FencedContext {
  const rules = guidelines.map(({ path, text }) => `=== ${path}\n${text}`);
  return {
    focus: focus === null || focus.trim() === '' ? null : safeInFence(focus),
    guidelines: rules.length === 0 ? null : safeInFence(rules.join('\n\n')),
    commits: commits.length === 0 ? null : safeInFence(commits.join('\n\n')),
  };
}

/** In a fence, without what looks like a secret. */
export function safeInFence(text: string): string {
  return inFence(redactSecrets(text).text);
}
