import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding, ReviewPart } from './finding.ts';
import { mergeSources, type Source, type SourceClaim, sourceClaimSchema } from './merge-sources.ts';
import { addedFile, snapshotOf } from './snapshot-fixture.ts';

const lines = [
  'export function withdraw(account, amount) {',
  '  if (amount > account.balance) return account.balance;',
  '  account.balance -= amount;',
  '  log(amount);',
  '  return account.balance;',
  '}',
  ...Array.from({ length: 20 }, (_, index) => `export const fee${index} = ${index};`),
  'export const parse = (text) => JSON.parse(text);',
];
const snapshot = snapshotOf([addedFile('ledger.js', lines)]);
const overdraft = lines[1] ?? '';
const parsing = lines.at(-1) ?? '';

const claim = (title: string, quote: string, more: Partial<SourceClaim> = {}): SourceClaim =>
  sourceClaimSchema.parse({
    title,
    body: `${title}, as the code shows.`,
    priority: 1,
    file: 'ledger.js',
    quote,
    ...more,
  });

const byCodex: Finding = {
  title: 'An overdraft is silently ignored',
  body: 'A withdrawal above the balance returns the balance, and the caller believes that it was paid out.',
  category: 'correctness',
  priority: 1,
  confidence: 0.9,
  file: 'ledger.js',
  line_start: 2,
  line_end: 2,
  quote: overdraft,
  replacement: null,
  votes: 1,
  found_by: ['correctness'],
  verification: { state: 'confirmed', reason: 'Followed.' },
  fingerprint: 'f'.repeat(32),
  patch: null,
};
const review = (findings: readonly Finding[]): ReviewPart => ({
  verdict: 'needs_attention',
  findings: [...findings],
  refuted: [],
  shown: 20,
  target: { scope: 'working-tree', base: null, head: null, files: ['ledger.js'] },
  coverage: {
    files_sent: 1,
    files_total: 1,
    hunks_sent: 1,
    hunks_total: 1,
    quorum: { asked: 4, answered: 4 },
  },
});
const merge = (findings: readonly Finding[], ...sources: Source[]) =>
  mergeSources(review(findings), sources, {
    snapshot,
    checkPatch: () => Promise.resolve(true),
    dismissals: [],
    complete: true,
  });

describe('findings of Codex and of Claude', () => {
  const same = claim('Overdrafts are ignored in silence', overdraft, {
    body: 'With an amount above the balance the withdrawal is ignored, and the caller believes that it was paid.',
  });
  const other = claim('Text that is no JSON throws out of parse', parsing, { category: 'reliability' });

  test('about one fault are a consensus with both their votes; the rest stays with who found it', async () => {
    const merged = await merge([byCodex], { name: 'correctness', claims: [same, other] });
    expect(merged.consensus).toMatchObject([
      {
        votes: 2,
        found_by: ['claude:correctness', 'correctness'],
        fingerprint: byCodex.fingerprint,
        verification: { state: 'confirmed' },
        line_start: 2,
      },
    ]);
    expect(merged.claudeOnly).toMatchObject([
      { title: other.title, votes: 1, found_by: ['claude:correctness'], line_start: lines.length },
    ]);
    expect(merged.codexOnly).toEqual([]);
    expect(merged.part.findings).toHaveLength(2);
  });

  test('a claim with one vote falls to the devil’s advocate; one with two, or that the sceptic confirmed, stands with the doubt', async () => {
    const against = claim('Overdrafts are ignored in silence', overdraft, {
      refutes: true,
      body: 'The caller checks first.',
    });
    const advocate = { name: 'devils-advocate', claims: [against] };
    const confirmed = await merge([byCodex], advocate);
    expect(confirmed.overturned).toEqual([]);
    expect(confirmed.part).toMatchObject({
      verdict: 'needs_attention',
      findings: [{ title: byCodex.title, verification: { state: 'unsure' } }],
    });
    const alone = await merge([{ ...byCodex, verification: null }], advocate);
    expect(alone.overturned).toMatchObject([
      {
        title: byCodex.title,
        verification: { state: 'refuted', reason: 'claude:devils-advocate: The caller checks first.' },
      },
    ]);
    expect(alone.part).toMatchObject({
      verdict: 'approve',
      findings: [],
      refuted: [{ title: byCodex.title }],
    });
    const both = await merge([byCodex], advocate, { name: 'correctness', claims: [same] });
    expect(both.overturned).toEqual([]);
    expect(both.consensus).toMatchObject([{ votes: 2, verification: { state: 'unsure' } }]);
    expect(both.part.verdict).toBe('needs_attention');
  });

  test('about code that is nowhere is not shown, and is no reason to approve', async () => {
    const merged = await merge([], {
      name: 'security',
      claims: [claim('A hole', 'eval(request.body.code)')],
    });
    expect(merged.unanchored).toMatchObject([{ source: 'claude:security', claim: { title: 'A hole' } }]);
    expect(merged.part).toMatchObject({ findings: [], verdict: 'needs_attention' });
  });

  test('are merged the same in whatever order the sources come', async () => {
    const sources: Source[] = [
      { name: 'architecture', claims: [other] },
      { name: 'correctness', claims: [same, other] },
      { name: 'security', claims: [claim('Anybody may withdraw', lines[0] ?? '', { category: 'security' })] },
      { name: 'devils-advocate', claims: [{ ...other, refutes: true }] },
    ];
    const expected = await merge([byCodex], ...sources);
    const shuffled = fc.shuffledSubarray(sources, { minLength: sources.length });
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        expect(await merge([byCodex], ...order)).toEqual({ ...expected, unanchored: expect.anything() });
      }),
      { numRuns: 24 },
    );
  });
});
