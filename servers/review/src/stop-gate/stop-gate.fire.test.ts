import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allowed, couldNot, setGateStage } from '../testing/gate-stage.ts';

test('allows what it has nothing of weight against, and says what it looked at; later edits alone are sent', async () => {
  await using stage = await setGateStage();
  stage.gate('{enabled: true, priority: 0}');
  expect(await stage.stop()).toEqual(couldNot('Codex stop gate: Needs attention: 1 finding (1 P1)'));
  stage.write('other.js', 'export const other = 1;\n');
  await stage.stop();
  const [, second] = stage.emulator.modelRequests;
  expect(JSON.stringify(second?.body)).toContain('export const other');
  expect(JSON.stringify(second?.body)).not.toContain('items[0]');
});

test('makes so many reviews a session at most, and says so once', async () => {
  await using stage = await setGateStage();
  stage.gate('{enabled: true, rounds: 1}');
  await stage.stop();
  stage.write('other.js', 'export const other = 1;\n');
  expect(await stage.stop()).toEqual(couldNot('it has made 1 review (review.gate.rounds)'));
  expect(await stage.stop()).toEqual(allowed);
  expect(stage.emulator.modelRequests).toHaveLength(1);
  expect((await stage.stop({ session_id: 's-2' })).answer?.systemMessage).toContain('Codex stop gate');
});

test('spends so much a session at most', async () => {
  await using stage = await setGateStage();
  stage.gate('{enabled: true, budget: 0.000001}');
  await stage.stop();
  stage.write('other.js', 'export const other = 1;\n');
  expect(await stage.stop()).toEqual(couldNot('it has spent its budget'));
});

test('with a budget and a model whose price is unknown allows, and says what to do; without a budget it reviews', async () => {
  await using stage = await setGateStage();
  const model = 'defaults: {model: gpt-6.1-terra}';
  stage.gate('{enabled: true, budget: 1}', model);
  const { code, answer } = await stage.stop();
  expect(code).toBe(0);
  expect(answer?.decision).toBeUndefined();
  expect(answer?.systemMessage).toContain(
    'input_invalid: A budget in USD needs a price, and none is known for gpt-6.1-terra.',
  );
  expect(stage.emulator.modelRequests).toHaveLength(0);
  stage.gate('{enabled: true, budget: none}', model);
  expect((await stage.stop()).answer?.decision).toBe('block');
  expect(stage.emulator.modelRequests).toHaveLength(1);
});

test('says nothing of a change in which there is nothing to review, and uses no round for it', async () => {
  await using stage = await setGateStage();
  stage.gate('{enabled: true, rounds: 1}');
  const code = readFileSync(join(stage.repository, 'cart.js'), 'utf8');
  stage.git('checkout', '--quiet', '--', '.');
  stage.write('yarn.lock', '# yarn\n');
  expect(await stage.stop()).toEqual(allowed);
  expect(await stage.stop()).toEqual(allowed);
  expect(stage.emulator.modelRequests).toHaveLength(0);
  stage.write('cart.js', code);
  expect((await stage.stop()).answer?.decision).toBe('block');
});
