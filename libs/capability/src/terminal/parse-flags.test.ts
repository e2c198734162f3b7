import { defineTool } from '@codex-pro/mcp';
import { InputError } from '@codex-pro/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { flagsOf } from './flags.ts';
import { parseFlags } from './parse-flags.ts';

const flags = flagsOf(
  defineTool({
    name: 'try',
    title: 'Try',
    description: 'Tries.',
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.strictObject({
      task: z.string(),
      scope: z.enum(['auto', 'branch']).default('auto'),
      max_findings: z.int().optional(),
      budget_usd: z.number().optional(),
      dry_run: z.boolean().default(false),
      paths: z.array(z.string()).optional(),
      pages: z.array(z.int()).optional(),
      source: z.union([z.string(), z.object({ path: z.string() })]).optional(),
      format: z.enum(['pdf', 'csv']).optional(),
      only: z.union([z.literal('failed'), z.array(z.string())]).optional(),
      value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]).optional(),
      findings: z.array(z.object({ title: z.string() })).optional(),
    }),
    output: z.object({}),
    handle: () => Promise.resolve({ structured: {} }),
  }),
);
const parse = (...words: string[]): Record<string, unknown> => parseFlags(words, flags);

test('a field is a flag of its own kind', () => {
  expect(flags.map(({ name, kind, choices, required }) => [name, kind, choices.join('|'), required])).toEqual(
    [
      ['--task', 'text', '', true],
      ['--scope', 'text', 'auto|branch', false],
      ['--max-findings', 'number', '', false],
      ['--budget-usd', 'number', '', false],
      ['--dry-run', 'boolean', '', false],
      ['--paths', 'list', '', false],
      ['--pages', 'list', '', false],
      ['--source', 'json', '', false],
      ['--input-format', 'text', 'pdf|csv', false],
      ['--only', 'json', 'failed', false],
      ['--value', 'json', '', false],
      ['--findings', 'json', '', false],
    ],
  );
});

test.each([
  [['--task', 'a b', '--scope=branch'], { task: 'a b', scope: 'branch' }],
  [['--task='], { task: '' }],
  [['--task', '--dry-run'], { task: '--dry-run' }],
  [['--task=a=b'], { task: 'a=b' }],
  [['--max-findings', '5', '--budget-usd=0.5'], { max_findings: 5, budget_usd: 0.5 }],
  [['--max-findings', 'five'], { max_findings: 'five' }],
  [['--dry-run'], { dry_run: true }],
  [['--no-dry-run'], { dry_run: false }],
  [['--dry-run=false'], { dry_run: false }],
  [['--paths', 'a,b', '--paths', 'c\\,d'], { paths: ['a', 'b', 'c,d'] }],
  [['--pages', '1,2', '--pages=x'], { pages: [1, 2, 'x'] }],
  [['--source', '{"path":"a"}'], { source: { path: 'a' } }],
  [['--source', 'book.md'], { source: 'book.md' }],
  [['--source', 'a,b.md'], { source: 'a,b.md' }],
  [['--only', 'failed'], { only: 'failed' }],
  [['--only', 'Chapter 1'], { only: ['Chapter 1'] }],
  [['--only', 'Chapter 1,Chapter 2'], { only: ['Chapter 1', 'Chapter 2'] }],
  [['--only', '["a,b"]'], { only: ['a,b'] }],
  [['--value', '20'], { value: 20 }],
  [['--value', '{"model":"a"}'], { value: '{"model":"a"}' }],
  [['--findings', 'a,b'], { findings: 'a,b' }],
  [['--findings', '[{"title":"a"}]'], { findings: [{ title: 'a' }] }],
  [[], {}],
])('%j means %j', (words, expected) => {
  expect(parse(...words)).toEqual(expected);
});

test.each([
  [['--scop', 'x'], 'unknown flag --scop (did you mean --scope?).'],
  [['--colour=x'], 'unknown flag --colour.'],
  [['main'], '"main" does not belong to any flag.'],
  [['--task'], '--task needs a value.'],
  [['--task', 'a', '--task', 'b'], '--task is given twice.'],
  [['--no-task', 'a'], 'unknown flag --no-task (did you mean --task?).'],
])('%j is refused', (words, message) => {
  expect(() => parse(...words)).toThrow(new InputError('input_invalid', message));
});

test('any text survives as the value of its flag', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.array(
        fc.string({ minLength: 1 }).filter((text) => !text.includes('\\')),
        { minLength: 1 },
      ),
      (task, paths) => {
        expect(
          parse('--task', task, `--paths=${paths.map((path) => path.replaceAll(',', '\\,')).join(',')}`),
        ).toEqual({
          task,
          paths,
        });
      },
    ),
  );
});
