import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asOldNode,
  entry,
  openTestHouse,
  type Printed,
  type TestHouse,
} from '../fixtures/house-for-tests.ts';
import { server } from '../fixtures/server.ts';
import { terminalFace } from './terminal-face.ts';

let house: TestHouse;

/** The same face in this process: a table of cases need not start a process for each. */
async function inProcess(args: readonly string[]): Promise<Printed> {
  let stdout = '';
  let stderr = '';
  const product = { name: 'fixture', version: '1.2.3', bundle: entry, env: house.env };
  const code = await terminalFace(server, product, args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(async () => {
  await house.close();
});

const hi = ['run', 'echo_words', '--text', 'hi', '--workspace', '.'];

describe('the terminal face', () => {
  test('says its version and its tools', async () => {
    expect(await house.run(['--version'])).toMatchObject({ code: 0, stdout: 'codex-pro fixture 1.2.3\n' });
    const help = await inProcess(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout.replaceAll(/node \S+/g, 'node <bundle>')).toMatchInlineSnapshot(`
      "Fixture

      Usage: node <bundle>                    serve MCP on stdin and stdout
             node <bundle> run <tool> [flags] the same from a terminal
             node <bundle> --version

      Tools (run <tool> --help shows the flags):
        echo-words   Echo
        add-numbers  Add
        wait         Wait for a job that was started before, and show its result
        reset        Open quota gates and circuit breakers: the next call goes to the backend again

      Exit codes: 0 done, 1 found what you asked to fail on, 2 wrong use, 3 could not run.
      "
    `);
  });

  test('lists every field of a tool as a flag', async () => {
    const help = await inProcess(['run', 'echo-words', '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout.replaceAll(/node \S+/g, 'node <bundle>')).toMatchInlineSnapshot(`
      "Echo

      Usage: node <bundle> run echo-words [<text>] [flags]

        --text <text>                 What to say (required)
        --behaviour <text>            How to behave (default: well)
        --tags <a,b,…>                Words
        --dry-run                     Only say what would be said
        --model <text>                Model, or an alias of the profile; by default what the settings say
        --effort <text>               Reasoning effort: low, medium, high … as the model offers
        --tier <text>                 Service tier, such as priority or flex
        --profile <text>              A named overlay of the user's profile.yaml
        --budget-usd <number>         Stop when this much was spent, in USD
        --budget-tokens <number>      Stop when this many tokens were used
        --max-minutes <number>        Stop after so many minutes
        --wait-seconds <number>       How long this call waits for the result; the job goes on after that.
                                      0 returns its id at once (default: until the end)
        --workspace <text>            Absolute path of the project; by default the folder that the host
                                      works in
        --format <format>             text, json, markdown, shout (default: text)
        --help                        This page

      Exit codes: 0 done, 1 found what you asked to fail on, 2 wrong use, 3 could not run.
      "
    `);
  });

  test('runs a tool to its end: progress on stderr, the result on stdout', async () => {
    const { code, stdout, stderr } = await house.run(['run', 'echo-words', '--text', 'hi', '--tags=a,b']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Said hi. (100 columns, job succeeded)\n' });
    expect(stderr).toMatch(/^ech-\w+ .* · \d+ s$/m);
    expect(stderr).not.toContain('\u001b');
  });

  test('takes the first words for the fields that a tool names', async () => {
    const { code, stdout } = await inProcess(['run', 'echo-words', 'plain words', '--workspace', '.']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Said plain words.') });
  });

  test.each([
    ['json', /^\{\n {2}"schema": "codex-pro\/1",/],
    ['markdown', /^# Said hi\.\n$/],
    ['shout', /^SAID HI\.\n$/],
  ])('prints %s', async (format, expected) => {
    const { code, stdout } = await inProcess([...hi, '--format', format]);
    expect(code).toBe(0);
    expect(stdout).toMatch(expected);
  });

  test.each([
    [['run', 'echo-words', '--txt', 'hi'], 2, 'unknown flag --txt (did you mean --text?)'],
    [['run', 'echo-words'], 2, '--text is missing: it must be text'],
    [['run', 'echo-words', '--text', 'nothing'], 2, 'target_empty: There is nothing to say.'],
    [
      ['run', 'echo-words', '--text', 'x', '--format', 'pdf'],
      2,
      '--format must be one of text, json, markdown, shout',
    ],
    [
      ['run', 'echo-words', '--text', 'x', '--wait-seconds', 'soon'],
      2,
      '--wait-seconds must be a number, not "soon"',
    ],
    [['run', 'echo'], 2, 'input_invalid: There is no tool echo in fixture. Did you mean echo-words?'],
    [
      ['run', 'quite-another'],
      2,
      'input_invalid: There is no tool quite-another in fixture. run --help shows the tools.',
    ],
    [['run'], 2, 'input_invalid: Name a tool'],
    [['serve'], 2, 'input_invalid: There is no serve.'],
    [['run', 'wait'], 2, 'input_invalid: --job-id is missing'],
    [['run', 'wait', '--job-id', 'nope-1'], 2, 'input_invalid: '],
    [['run', 'echo-words', '--text', 'x', '--behaviour', 'refuse'], 3, 'usage_limit: The quota is used up.'],
    [['run', 'echo-words', '--text', 'x', '--behaviour', 'partly'], 3, 'budget_exceeded: '],
  ])('%j ends with %i and says why', async (args, code, message) => {
    const printed = await inProcess(args);
    expect(printed.stderr).toContain(message);
    expect(printed.code).toBe(code);
  });

  test('says the error of a result once where one screen shows both streams', async () => {
    let stdout = '';
    let stderr = '';
    const product = { name: 'fixture', version: '1.2.3', bundle: entry, env: house.env };
    const args = ['run', 'echo-words', '--text', 'x', '--behaviour', 'partly'];
    const code = await terminalFace(server, product, args, {
      stdout: { write: (text) => (stdout += text), isTTY: true, columns: 80 },
      stderr: { write: (text) => (stderr += text) },
    });
    expect(code).toBe(3);
    expect(stdout).toContain('Said x.');
    expect(stderr).not.toContain('budget_exceeded');
  });

  test('prints the error envelope as json too', async () => {
    const { code, stdout } = await inProcess(['run', 'echo-words', '--text', 'nothing', '--format', 'json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ job: null, review: null, error: { code: 'target_empty' } });
  });

  test('returns at once where it is told not to wait', async () => {
    const args = ['run', 'echo-words', '--text', 'x', '--behaviour', 'a while', '--wait-seconds', '0'];
    const { code, stdout } = await inProcess(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/run wait --job-id ech-\w+/);
  });

  test("keeps --format for the output where a tool has a field of that name; the tool's own is --input-format", async () => {
    const numbers = ['run', 'add-numbers', '--numbers', '1,2'];
    const { stdout } = await inProcess([...numbers, '--input-format', 'tens', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ sum: 30 });
    expect((await inProcess([...numbers, '--input-format', 'dozens'])).stderr).toContain(
      'input_invalid: --input-format must be one of tens, ones, not "dozens"',
    );
    const help = await inProcess(['run', 'add-numbers', '--help']);
    expect(help.stdout.match(/^ {2}--(?:\w+-)?format /gm)).toEqual(['  --input-format ', '  --format ']);
  });

  test('help fits a terminal of forty columns', async () => {
    let stdout = '';
    const write = (text: string): unknown => (stdout += text);
    const product = { name: 'fixture', version: '1.2.3', bundle: 'fixture.mjs', env: house.env };
    await terminalFace(server, product, ['run', 'add-numbers', '--help'], {
      stdout: { write, columns: 40 },
      stderr: { write },
    });
    for (const line of stdout.split('\n').filter((each) => each.startsWith('  ')))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  test('runs a tool that answers by itself', async () => {
    expect(await inProcess(['run', 'add-numbers', '--numbers', '1,2', '--numbers', '3.5'])).toMatchObject({
      code: 0,
      stdout: 'The sum is 6.5.\n',
    });
    expect((await inProcess(['run', 'add-numbers', '--numbers', '200'])).stdout).toMatch(
      /^The sum is 200\.\n\nNext\n {2}node \S+ run add-numbers --numbers 1,2\n$/,
    );
    expect(await inProcess(['run', 'add-numbers', '--numbers', 'one'])).toMatchObject({
      code: 2,
      stderr: 'input_invalid: --numbers[0] must be a number, not "one".\n',
    });
  });

  test('a result that another version wrote is named by its files', async () => {
    const begun = await inProcess([...hi, '--format', 'json']);
    const { job, artifacts } = JSON.parse(begun.stdout);
    const [{ path }] = artifacts;
    const stored = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...stored, review: { words: 'of the future' } }));
    const { code, stdout, stderr } = await inProcess(['run', 'wait', '--job-id', job.id, '--format', 'json']);
    expect(code).toBe(3);
    expect(stderr).toContain('cannot read its result');
    expect(JSON.parse(stdout)).toMatchObject({ review: null, artifacts: [{ path }, {}, {}] });
  });

  test('opens what keeps calls from being sent', async () => {
    house.jobs.breakers.update('review https://api.example', (row) => ({
      ...row,
      openedAt: 1,
      openUntil: Date.now() + 60_000,
      cause: 'five calls failed',
    }));
    const opened = await inProcess(['run', 'reset']);
    expect(opened).toMatchObject({
      code: 0,
      stdout: 'Closed the circuit breaker review https://api.example: five calls failed\n',
    });
    const again = await inProcess(['run', 'reset']);
    expect(again.stdout).toBe('No quota gate was closed, and no circuit breaker was open.\n');
  });

  test('the first Ctrl-C cancels the job and shows how it ended', async () => {
    const { code, stderr } = await house.run(['run', 'echo-words', '--text', 'x', '--behaviour', 'slow'], {
      during: async (pid, said) => {
        await expect.poll(said, { timeout: 15_000 }).toContain('thinking');
        process.kill(pid, 'SIGINT');
      },
    });
    expect(stderr).toMatch(/Cancelling job ech-\w+/);
    expect(stderr).toMatch(/^cancelled: /m);
    expect(code).toBe(3);
  });

  test('on an old Node it says so in one line', async () => {
    const printed = await house.run(['run', 'echo-words', '--text', 'x'], { node: asOldNode });
    expect(printed.code).toBe(2);
    expect(printed.stderr.trim().split('\n')).toHaveLength(1);
    expect(printed.stderr).toContain('needs Node 22.19 or newer, and this is 20.20.2');
  });
});
