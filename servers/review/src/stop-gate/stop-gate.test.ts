import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ReviewStage, setReviewStage } from '../testing/review-stage.ts';

let stage: ReviewStage;
beforeEach(async () => {
  stage = await setReviewStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const profile = (gate: string, more = '') => stage.profile(`review: {gate: ${gate}}\n${more}`);

interface Stopped {
  readonly code: number | null;
  readonly answer: { decision?: string; reason?: string; systemMessage?: string } | null;
}

/** One Stop of a session, through the real program. */
async function stop(
  input: Record<string, unknown> | string = {},
  node: readonly string[] = [],
): Promise<Stopped> {
  const { repository: cwd } = stage;
  const hook = { hook_event_name: 'Stop', session_id: 's-1', cwd, stop_hook_active: false };
  const stdin = typeof input === 'string' ? input : JSON.stringify({ ...hook, ...input });
  const { code, stdout } = await stage.run(['gate'], { stdin, node });
  return { code, answer: stdout === '' ? null : JSON.parse(stdout) };
}

const allowed = { code: 0, answer: null };
const couldNot = (why: string): Stopped => ({
  code: 0,
  answer: { systemMessage: expect.stringContaining(why) },
});

// Each stop starts the program and its worker, and a test makes up to four: a busy machine needs more than the usual time.
describe('the stop gate', { timeout: 60_000 }, () => {
  test('is off until the user switches it on; a project cannot', async () => {
    expect(await stop()).toEqual(allowed);
    profile('{enabled: false}');
    stage.write('.codex-pro/profile.yaml', 'review: {gate: {enabled: true}}\n');
    expect(await stop()).toEqual(allowed);
    expect(stage.emulator.requests).toEqual([]);
  });

  test('says on a Node that is too old what to do, and holds nothing back', async () => {
    profile('{enabled: true}');
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.20.2"})';
    expect(await stop({}, ['--import', old])).toEqual(
      couldNot('needs Node 22.19 or newer, and this is 20.20.2'),
    );
    expect(stage.emulator.requests).toEqual([]);
  });

  test('blocks with the findings, once for the same change, and never a turn that it holds already', async () => {
    profile('{enabled: true}');
    const held = await stop();
    expect(held).toMatchObject({ code: 0, answer: { decision: 'block' } });
    expect(held.answer?.reason).toMatch(/job rev-\w+/);
    expect(held.answer?.reason).toMatch(/<data-[0-9a-f]{16}>\nP1 cart\.js:2: Empty carts crash/);
    expect(stage.emulator.modelRequests).toHaveLength(1);
    stage.write('other.js', 'export const other = 1;\n');
    expect(await stop({ stop_hook_active: true })).toEqual(allowed);
    expect(stage.emulator.modelRequests).toHaveLength(1);
    await rm(join(stage.repository, 'other.js'));
    expect(await stop()).toEqual(allowed);
    expect(stage.emulator.modelRequests).toHaveLength(1);
  });

  test('allows what it has nothing of weight against, and says what it looked at; later edits alone are sent', async () => {
    profile('{enabled: true, priority: 0}');
    expect(await stop()).toEqual(couldNot('Codex stop gate: Needs attention: 1 finding (1 P1)'));
    stage.write('other.js', 'export const other = 1;\n');
    await stop();
    const [, second] = stage.emulator.modelRequests;
    expect(JSON.stringify(second?.body)).toContain('export const other');
    expect(JSON.stringify(second?.body)).not.toContain('items[0]');
  });

  test('makes so many reviews a session at most, and says so once', async () => {
    profile('{enabled: true, rounds: 1}');
    await stop();
    stage.write('other.js', 'export const other = 1;\n');
    expect(await stop()).toEqual(couldNot('it has made 1 review (review.gate.rounds)'));
    expect(await stop()).toEqual(allowed);
    expect(stage.emulator.modelRequests).toHaveLength(1);
    expect((await stop({ session_id: 's-2' })).answer?.systemMessage).toContain('Codex stop gate');
  });

  test('spends so much a session at most', async () => {
    profile('{enabled: true, budget: 0.000001}');
    await stop();
    stage.write('other.js', 'export const other = 1;\n');
    expect(await stop()).toEqual(couldNot('it has spent its budget'));
  });

  test('with a budget and a model whose price is unknown allows, and says what to do; without a budget it reviews', async () => {
    const model = 'defaults: {model: gpt-6.1-terra}';
    profile('{enabled: true, budget: 1}', model);
    const { code, answer } = await stop();
    expect(code).toBe(0);
    expect(answer?.decision).toBeUndefined();
    expect(answer?.systemMessage).toContain(
      'input_invalid: A budget in USD needs a price, and none is known for gpt-6.1-terra.',
    );
    expect(stage.emulator.modelRequests).toHaveLength(0);
    profile('{enabled: true, budget: none}', model);
    expect((await stop()).answer?.decision).toBe('block');
    expect(stage.emulator.modelRequests).toHaveLength(1);
  });

  test('answers within its clock, and stops the review that is too late', async () => {
    profile('{enabled: true, clock: 4s}');
    stage.emulator.fail({ fault: 'silence_after_headers' });
    const began = performance.now();
    expect(await stop()).toEqual(couldNot('review.gate.clock'));
    expect(performance.now() - began).toBeLessThan(15_000);
    await expect.poll(() => stage.emulator.openRequests, { timeout: 10_000 }).toBe(0);
  });

  test.each([
    ['a usage limit', 'usage_limit', 'usage_limit'],
    ['a server in trouble', 'server_error', 'upstream_failed'],
  ] as const)('%s never blocks', async (_, fault, code) => {
    profile('{enabled: true}', 'defaults: {retries: {attempts: 1}}\n');
    stage.emulator.fail({ fault });
    expect(await stop()).toEqual(couldNot(code));
  });

  test.each([
    ['an input that is none', '{{{', 'not that of a Stop hook'],
    ['a folder that is no repository', { cwd: '/' }, 'not in a git repository'],
  ])('%s never blocks', async (_, input, words) => {
    profile('{enabled: true}');
    expect(await stop(input)).toEqual(couldNot(words));
  });

  test('a profile with a mistake never blocks', async () => {
    profile('{enabled: perhaps}');
    expect(await stop()).toEqual(couldNot('gate.enabled'));
  });

  test('is what the plugin hooks into Stop', async () => {
    const file = new URL('../../../../plugins/codex-pro/hooks/hooks.json', import.meta.url);
    const { hooks } = JSON.parse(await readFile(file, 'utf8'));
    expect(hooks.Stop).toEqual([
      {
        hooks: [
          {
            type: 'command',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: the host puts the plugin's folder there.
            command: 'node "${CLAUDE_PLUGIN_ROOT}/dist/review.mjs" gate',
            // Over the 14 minutes that review.gate.clock may be set to.
            timeout: 900,
          },
        ],
      },
    ]);
  });
});
