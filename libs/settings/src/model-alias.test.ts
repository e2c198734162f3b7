import { expect, test } from 'vitest';
import { resolveSettings } from './resolve-settings.ts';
import { machine } from './testing.ts';

const aliases = '  models:\n    fast: {model: small-1, effort: low, tier: flex}\n    plain: {model: big-1}\n';

async function review(user: string, args: Record<string, unknown> = {}, config = '') {
  const { env, workspace } = await machine({ user, config });
  return resolveSettings({ capability: 'review', arguments: args, env, workspace });
}

test('an alias brings its model, effort and tier, over what lies below the place that chose it', async () => {
  const user = `defaults:\n  effort: high\n${aliases}`;
  const { settings, sources } = await review(user, { model: 'fast' });
  expect(settings).toMatchObject({ model: 'small-1', effort: 'low', tier: 'flex' });
  expect(sources['model']?.source).toMatch(/^argument, alias fast \(user profile .*:4\)$/);
  expect(sources['effort']).toEqual({ value: 'low', source: sources['model']?.source });
});

test('an effort said in the same place as the alias, or above, wins over the alias', async () => {
  const beside = await review(`defaults:\n  model: fast\n  effort: high\n${aliases}`);
  expect(beside.settings).toMatchObject({ model: 'small-1', effort: 'high', tier: 'flex' });
  const above = await review(`defaults:\n  model: fast\n${aliases}`, { effort: 'max' });
  expect(above.settings).toMatchObject({ model: 'small-1', effort: 'max', tier: 'flex' });
});

test('an alias without effort leaves the effort as it was', async () => {
  const { settings } = await review(
    `defaults:\n${aliases}`,
    { model: 'plain' },
    'model_reasoning_effort = "x"\n',
  );
  expect(settings).toMatchObject({ model: 'big-1', effort: 'x', tier: null });
});

test('a name that is no alias is a model, whatever objects have by birth', async () => {
  for (const model of ['other-1', 'constructor', '__proto__', 'toString']) {
    expect((await review(`defaults:\n${aliases}`, { model })).settings.model).toBe(model);
  }
});
