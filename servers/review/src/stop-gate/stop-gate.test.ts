import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allowed, couldNot, type GateStage, setGateStage } from '../testing/gate-stage.ts';

let stage: GateStage;
beforeEach(async () => {
  stage = await setGateStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const profile: GateStage['gate'] = (gate, more) => stage.gate(gate, more);
const stop: GateStage['stop'] = (input, node) => stage.stop(input, node);

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
