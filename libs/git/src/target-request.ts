import { InputError } from '@codex-pro/runtime';
import type { Scope } from './snapshot.ts';

/** What a caller asks to have looked at. */
export interface TargetRequest {
  readonly scope: Scope;
  /** For `branch`: a ref. */
  readonly base?: string | undefined;
  /** For `commit`: a ref; HEAD unless said. */
  readonly commit?: string | undefined;
  /** For `range`: `a..b` (from a to b) or `a...b` (from where they parted to b); a missing side is HEAD. */
  readonly range?: string | undefined;
  /** For `pull-request`: its number. */
  readonly pullRequest?: number | undefined;
  /** Files and folders, absolute or relative to the workspace's `folder`. They narrow every scope but `paths`. */
  readonly paths?: readonly string[] | undefined;
}

/** The request with its contradictions refused and what it leaves open decided. */
export type Wanted =
  | { readonly scope: 'auto' | 'working-tree' | 'staged' | 'paths' }
  | { readonly scope: 'branch'; readonly base: string | null }
  | { readonly scope: 'commit'; readonly commit: string }
  | { readonly scope: 'pull-request'; readonly number: number }
  | { readonly scope: 'range'; readonly from: string; readonly to: string; readonly sinceParting: boolean };

/** Which scope each argument belongs to. */
const owners = {
  base: { scope: 'branch', word: 'base' },
  commit: { scope: 'commit', word: 'commit' },
  range: { scope: 'range', word: 'range' },
  pullRequest: { scope: 'pull-request', word: 'pull_request' },
} as const;

/**
 * With scope `auto`, an argument that belongs to one scope chooses it. Throws InputError where an argument belongs to
 * another scope than the one asked for, where two of them exclude each other, and where a scope lacks its argument.
 */
export function readTargetRequest(request: TargetRequest): Wanted {
  const given = (['base', 'commit', 'range', 'pullRequest'] as const)
    .filter((name) => request[name] !== undefined)
    .map((name) => owners[name]);
  const [first, second] = given;
  if (first !== undefined && second !== undefined) {
    throw new InputError('input_invalid', `'${first.word}' and '${second.word}' exclude each other.`, {
      hint: 'A review has one target: leave one of them out.',
    });
  }
  if (first !== undefined && request.scope !== 'auto' && request.scope !== first.scope) {
    throw new InputError('input_invalid', `'${first.word}' does not go with the scope '${request.scope}'.`, {
      hint: `Leave '${first.word}' out, or ask for the scope '${first.scope}'.`,
    });
  }
  const scope = request.scope === 'auto' && first !== undefined ? first.scope : request.scope;
  switch (scope) {
    case 'branch':
      return { scope, base: request.base ?? null };
    case 'commit':
      return { scope, commit: request.commit ?? 'HEAD' };
    case 'range':
      if (request.range === undefined) {
        throw new InputError('input_invalid', "The scope 'range' needs 'range'.", { hint: rangeHint });
      }
      return readRange(request.range);
    case 'pull-request':
      if (request.pullRequest === undefined) {
        throw new InputError('input_invalid', "The scope 'pull-request' needs 'pull_request'.", {
          hint: 'Give the number of the pull request.',
        });
      }
      return { scope, number: request.pullRequest };
    case 'paths':
      if ((request.paths ?? []).length === 0) {
        throw new InputError('input_invalid', "The scope 'paths' needs 'paths'.", {
          hint: 'Name files or folders to review as they stand.',
        });
      }
      return { scope };
    default:
      return { scope };
  }
}

const rangeHint =
  'Write `a..b` for what leads from a to b, or `a...b` for what b has since it parted from a.';

function readRange(range: string): Wanted {
  const [, from, dots, to] = /^(.*?)(\.\.\.?)(.*)$/s.exec(range) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) {
    throw new InputError('input_invalid', `'range' is '${range}', which is not a range.`, {
      hint: rangeHint,
    });
  }
  return { scope: 'range', from: from || 'HEAD', to: to || 'HEAD', sinceParting: dots === '...' };
}
