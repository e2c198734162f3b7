import { jobStates } from '@codex-pro/jobs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { cutEnvelope } from './cut-envelope.ts';
import { type Envelope, noUsage, toWire } from './envelope.ts';
import { envelopeSchema, fromWire } from './envelope-schema.ts';
import { errorEnvelope } from './job-envelope.ts';

const part = z.object({ words: z.array(z.string()) });
type Part = z.output<typeof part>;
const schema = envelopeSchema('review', part, z.object({ tokens: z.int() }));

function envelope(more: Partial<Envelope<Part>> = {}): Envelope<Part> {
  return {
    schema: 'codex-pro/1',
    job: {
      id: 'rev-7k3q9x2m',
      kind: 'review',
      state: 'succeeded',
      workspace: '/project',
      created_at: '2026-11-20T10:00:00.000Z',
      started_at: '2026-11-20T10:00:01.000Z',
      ended_at: '2026-11-20T10:00:02.000Z',
      model: 'gpt-6-sol',
      effort: 'high',
      tier: null,
      profile: null,
      attempts: 1,
    },
    summary: 'Done.',
    part: { words: ['a', 'b'] },
    usage: noUsage('Free.'),
    limits: null,
    not_done: [],
    artifacts: [{ kind: 'json', path: '/jobs/rev-7k3q9x2m/result.json' }],
    next_steps: [],
    error: null,
    ...more,
  };
}

test('the part stands under its name, between summary and usage', () => {
  expect(Object.keys(toWire('review', envelope({ dry_run: { tokens: 1 } })))).toEqual([
    'schema',
    'job',
    'summary',
    'review',
    'dry_run',
    'usage',
    'limits',
    'not_done',
    'artifacts',
    'next_steps',
    'error',
  ]);
});

test('what goes out satisfies the schema that is listed, and comes back as it was', () => {
  const wire = JSON.parse(JSON.stringify(toWire('review', envelope())));
  expect(schema.strict().parse(wire)).toEqual(wire);
  expect(fromWire('review', part, wire)).toEqual(envelope());
});

test('an error without a job is an envelope too', () => {
  const error = { code: 'input_invalid', message: 'No.', hint: 'Yes.' } as const;
  const wire = toWire('review', errorEnvelope(error));
  expect(schema.strict().parse(wire)).toEqual(wire);
  expect(wire).toMatchObject({ job: null, review: null, summary: 'No.', error });
});

test('an envelope of another version is refused', () => {
  expect(() =>
    fromWire('review', part, { ...toWire('review', envelope()), schema: 'codex-pro/2' }),
  ).toThrow();
});

test('the schema knows every state of a job', () => {
  for (const state of jobStates) {
    const wire = toWire('review', envelope());
    expect(schema.safeParse({ ...wire, job: { ...(wire['job'] as object), state } }).success).toBe(true);
  }
});

const shorten = (given: Part): { part: Part; what: string } | undefined =>
  given.words.length === 0
    ? undefined
    : { part: { words: given.words.slice(0, -1) }, what: `word ${given.words.length}` };

const characters = (cut: Envelope<Part>): number => JSON.stringify(toWire('review', cut)).length;

test('an envelope that fits is not touched', () => {
  const whole = envelope();
  expect(cutEnvelope('review', whole, 40_000, shorten)).toBe(whole);
});

test('whatever is too long is cut to fit, and what was cut is said', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 200 }), { maxLength: 300 }),
      fc.array(fc.record({ what: fc.string(), why: fc.string({ maxLength: 100 }) }), { maxLength: 300 }),
      fc.integer({ min: 1_500, max: 50_000 }),
      (words, notDone, max) => {
        const whole = envelope({ part: { words }, not_done: notDone });
        const cut = cutEnvelope('review', whole, max, shorten);
        expect(characters(cut)).toBeLessThanOrEqual(max);
        const lost = characters(whole) > max;
        expect(
          cut.not_done.some(({ why }) =>
            why.startsWith('cut: too long for one answer. All of it is in /jobs/'),
          ),
        ).toBe(lost);
        expect(schema.strict().safeParse(toWire('review', cut)).success).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('the long tail of not_done goes before anything of the result', () => {
  const notDone = Array.from({ length: 1_000 }, (_, n) => ({
    what: `file ${n}`,
    why: 'generated: by its name.',
  }));
  const cut = cutEnvelope('review', envelope({ not_done: notDone }), 10_000, shorten);
  expect(cut.part?.words).toEqual(['a', 'b']);
  expect(cut.not_done[0]?.what).toMatch(/^\d+ more entries of not_done$/);
  expect(cut.not_done[1]?.what).toBe('file 0');
});
