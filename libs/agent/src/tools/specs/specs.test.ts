import { expect, test } from 'vitest';
import { allTools } from '../../testing/all-tools.ts';
import recorded from './fixtures/recorded-tools.json' with { type: 'json' };

const tools = allTools();
const notOffered = ['login', 'shell', 'sandbox_permissions', 'justification', 'prefix_rule'];
const specOf = (name: string) => tools.find((tool) => tool.name === name)?.spec;

test('every tool is what a model is told of', () => {
  expect(tools.map((tool) => tool.spec)).toMatchSnapshot();
});

test.each(['apply_patch', 'write_stdin', 'view_image'])(
  '%s is told of as the Codex CLI tells of it',
  (name) => {
    expect(specOf(name)).toEqual(recorded.tools.find((tool) => tool.name === name));
  },
);

test('exec_command is told of as the Codex CLI tells of it, but for what there is not', () => {
  const real = recorded.tools.find((tool) => tool.name === 'exec_command');
  const properties = Object.fromEntries(
    Object.entries(real?.parameters?.properties ?? {}).filter(([name]) => !notOffered.includes(name)),
  );
  expect(specOf('exec_command')).toEqual({
    ...real,
    description: 'Runs a command, returning output or a session ID for ongoing interaction.',
    parameters: {
      ...real?.parameters,
      // There is no terminal, only what can be typed into.
      properties: { ...properties, tty: { type: 'boolean', description: expect.stringContaining('stdin') } },
    },
  });
});

test.each(tools.filter((tool) => tool.spec.type === 'function').map((tool) => [tool.name, tool] as const))(
  '%s says what is wrong with arguments, and describes any',
  async (_, tool) => {
    const context = { callId: 'call', signal: new AbortController().signal };
    const result = await tool.run(
      { path: 1, query: 1, cmd: 1, plan: 1, questions: 1, session_id: 'x', revision: 1 },
      context,
    );
    expect(result.failure).toMatch(/^failed to parse function arguments: /);
    expect(tool.describe(null)).toBe(`calls ${tool.name}`);
  },
);
