import { jobStates } from '@codex-pro/jobs';
import { listTool } from '@codex-pro/mcp';
import { expect, test } from 'vitest';
import { instructions } from './instructions.ts';
import { states } from './jobs/job-shape.ts';
import { createServer } from './server.ts';

const { tools } = createServer({ name: 'jobs', version: '0.1.0', bundle: '/nowhere/jobs.mjs', env: {} });
const loaded = await Promise.all(Object.values(tools).map((load) => load()));
const listed = loaded.flatMap((each) =>
  'tool' in each && typeof each.tool !== 'function' ? [listTool(each.tool)] : [],
);

test('the tools, and which of them a host may call without asking', () => {
  expect(
    listed.map(
      ({ name, annotations }) =>
        `${name}${annotations.readOnlyHint ? '' : ' changes'}${annotations.destructiveHint ? ' destroys' : ''}`,
    ),
  ).toEqual([
    'list_jobs',
    'get_job',
    'wait_for_job',
    'get_result',
    'cancel_job changes destroys',
    'retry_job changes',
    'usage_report',
    'prune_jobs changes destroys',
    'check_setup',
    'show_settings',
    'set_setting changes destroys',
  ]);
});

test('every argument is described, unknown ones are refused, and hosts cut no description', () => {
  expect(Buffer.byteLength(instructions)).toBeLessThan(4_000);
  for (const { name, description, inputSchema } of listed) {
    expect(Buffer.byteLength(description), name).toBeLessThan(4_000);
    expect(inputSchema['additionalProperties'], name).toBe(false);
    for (const [field, schema] of Object.entries(
      inputSchema['properties'] as Record<string, { description?: string }>,
    )) {
      expect(schema.description, `${name}.${field}`).toMatch(/\S{2}/);
    }
  }
});

test('what hosts read of each tool', () => {
  expect(Object.fromEntries(listed.map(({ name, description }) => [name, description]))).toMatchSnapshot();
  expect(instructions).toMatchSnapshot();
});

test('the states that are spelled out here are those of the store', () => {
  expect(states).toEqual(jobStates);
});
