import { anchorAll } from './anchor-all.ts';
import { type CodeFrame, codeFrame } from './code-frame.ts';
import type { Claim, Finding } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import type { ReviewReport } from './report.ts';
import { addedFile, changedFile, snapshotOf } from './snapshot-fixture.ts';

/** For tests: a review with findings of every kind, as its renderings get it. */
export function reportFixture(): { report: ReviewReport; frames: readonly CodeFrame[] } {
  const { anchored } = anchorAll(claims, snapshot);
  return {
    frames: anchored.map(codeFrame),
    report: {
      job: {
        id: 'rev-7k3q9x2m',
        state: 'succeeded',
        workspace: '/code/my shop',
        created_at: '2026-11-20T09:00:00.000Z',
        started_at: '2026-11-20T09:00:00.100Z',
        ended_at: '2026-11-20T09:00:42.600Z',
        model: 'gpt-test',
        effort: 'high',
        tier: null,
        attempts: 1,
      },
      summary:
        'Needs attention: 4 findings (1 P0, 2 P1, 1 P2); 3 of 4 files, 5 of 6 hunks reviewed. Reviewer: Moves paging to its own module and adds a lookup of users by name.',
      part: {
        verdict: 'needs_attention',
        findings: anchored.map(({ finding }, index) => findingOf(finding, index)),
        refuted: [refuted],
        shown: 20,
        target: {
          scope: 'working-tree',
          base: '4f1c2a9be07d3354a1b2c3d4e5f60718293a4b5c',
          head: null,
          files: [...snapshot.files.map(({ path }) => path), 'package-lock.json'],
        },
        coverage: {
          files_sent: 3,
          files_total: 4,
          hunks_sent: 5,
          hunks_total: 6,
          quorum: { asked: 4, answered: 3 },
        },
      },
      usage: {
        requests: 1,
        attempts: 2,
        input_tokens: 13_420,
        cached_input_tokens: 1_024,
        output_tokens: 2_812,
        reasoning_tokens: 2_140,
        cost_usd: 0.05284,
        cost_note: 'API price equivalent; the plan is charged in quota',
      },
      limits: {
        plan: 'plus',
        primary: { used_percent: 41.6, window_minutes: 300, resets_at: '2026-11-20T13:05:00Z' },
        secondary: { used_percent: 12, window_minutes: 10_080, resets_at: '2026-11-24T08:00:00Z' },
        credits: null,
        read_at: '2026-11-20T09:00:42Z',
      },
      not_done: [
        { what: 'package-lock.json', why: 'lock_file: written by a package manager.' },
        {
          what: 'src/nowhere.ts: Cache is never cleared',
          why: 'unanchored: the quoted code is nowhere in the change or its file, so this P1 claim is not reported as a finding.',
        },
      ],
      artifacts: [
        { kind: 'markdown', path: '/home/ada/.codex-pro/jobs/rev-7k3q9x2m/result.md' },
        { kind: 'sarif', path: '/home/ada/.codex-pro/jobs/rev-7k3q9x2m/result.sarif' },
      ],
      next_steps: [],
      error: null,
    },
  };
}

/** The first has the votes of two, the others one, each with another verification. */
function findingOf(claim: Claim, index: number): Finding {
  const verifications = [
    null,
    { state: 'confirmed', reason: 'For 5 items the loop ends at 3.' },
    { state: 'unsure', reason: 'Whether `write` locks by itself is not shown.' },
    { state: 'unverified', reason: 'Not checked: the verifier failed (timed_out).' },
  ] as const;
  return {
    ...claim,
    votes: index === 0 ? 2 : 1,
    found_by: index === 0 ? ['correctness', 'security'] : ['correctness'],
    verification: verifications[index] ?? null,
    fingerprint: fingerprint(claim),
    patch:
      claim.replacement === null ? null : '--- a/src/pager.ts\n+++ b/src/pager.ts\n@@ -1,1 +1,1 @@\n-a\n+b\n',
  };
}

const refutedClaim: Claim = {
  title: 'Pages share their items',
  body: 'A change of one page shows in another.',
  category: 'correctness',
  priority: 2,
  confidence: 0.4,
  file: 'src/pager.ts',
  line_start: 5,
  line_end: 5,
  quote: '    result.push(items.slice(at, at + size));',
  replacement: null,
};
const refuted: Finding = {
  ...findingOf(refutedClaim, 1),
  verification: { state: 'refuted', reason: '`slice` copies.' },
};

const snapshot = snapshotOf([
  changedFile('src/pager.ts', [
    ' /** Cuts items into pages. */',
    ' export function pages(items: string[], size: number): string[][] {',
    '   const result: string[][] = [];',
    '-  for (let at = 0; at < items.length; at += size) {',
    '+  for (let at = 0; at < items.length - size; at += size) {',
    '     result.push(items.slice(at, at + size));',
    '   }',
    '   return result;',
    ' }',
  ]),
  addedFile('src/find user.ts', [
    'import { db } from "./db.ts";',
    '',
    'export async function findUser(name: string) {',
    "	const rows = await db.query('SELECT * FROM users WHERE name = ' + quoted(name));",
    '\treturn rows[0];',
    '}',
  ]),
  changedFile('src/save.ts', [
    ' export async function save(order: Order) {',
    '-  await lock.acquire(order.id);',
    '   await write(order);',
    ' }',
  ]),
]);

const claims: readonly Claim[] = [
  {
    title: 'Bind `name` instead of pasting it into the SQL',
    body: 'The text of a caller becomes part of the statement: the name `x\' OR 1=1 --` returns every user. `db.query` takes parameters.\n\n```ts\ndb.query("SELECT …", [name])\n```',
    category: 'security',
    priority: 0,
    confidence: 0.97,
    file: 'src/find user.ts',
    line_start: 4,
    line_end: 4,
    quote: "WHERE name = ' + quoted(name)",
    replacement: null,
  },
  {
    title: 'The last page is dropped',
    body: 'The loop now ends one page early: for 5 items and a size of 2 the result is `[[1,2],[3,4]]`, and the fifth item is lost. With fewer items than `size` the result is empty.',
    category: 'correctness',
    priority: 1,
    confidence: 0.92,
    file: 'src/pager.ts',
    line_start: 9,
    line_end: 9,
    quote:
      '  for (let at = 0; at < items.length - size; at += size) {\n    result.push(items.slice(at, at + size));',
    replacement:
      '  for (let at = 0; at < items.length; at += size) {\n    result.push(items.slice(at, at + size));',
  },
  {
    title: 'Orders are written without the lock',
    body: 'Two saves of the same order now interleave, and the later write wins.',
    category: 'reliability',
    priority: 1,
    confidence: 0.7,
    file: 'src/save.ts',
    line_start: 2,
    line_end: 2,
    quote: '  await lock.acquire(order.id);',
    replacement: null,
  },
  {
    title: 'A missing user is undefined, not null <img src=x>',
    body: '# Callers\ncompare with `null` ![x](http://evil.example/?q=1), so the check passes.',
    category: 'contract',
    priority: 2,
    confidence: 0.5,
    file: 'src/find user.ts',
    line_start: 5,
    line_end: 5,
    quote: 'return rows[0];',
    replacement: '\treturn rows[0] ?? null;',
  },
];
