import { expect, test } from 'vitest';
import { describeSettings } from './describe-settings.ts';
import { setSetting } from './set-setting.ts';
import { machine } from './testing.ts';

test('each row has a key that set_setting takes, its value and its source', async () => {
  const { env, workspace, home } = await machine({
    user: 'review: {max_findings: 5}\nprofiles: {deep: {}, cheap: {}}\n',
    project: 'defaults: {model: x}\n',
    config: 'model = "m"\n',
  });
  const shown = await describeSettings({ capability: 'review', arguments: {}, env, workspace });
  const rows = new Map(shown.settings.map((row) => [row.key, row]));
  expect(rows.get('review.max_findings')).toMatchObject({ value: 5, source: expect.stringContaining(':1') });
  expect(rows.get('jobs.workers')).toEqual({ key: 'jobs.workers', value: 8, source: 'built-in' });
  expect(rows.get('codex.api_key_env')).toMatchObject({ value: null });
  expect(shown).toMatchObject({ profiles: ['deep', 'cheap'], refused: [{ key: 'defaults.model' }] });
  for (const { key, value } of shown.settings) {
    if (key.startsWith('codex.')) continue;
    await setSetting({ key, value, home });
  }
});

test('a damaged config.toml is shown as a warning', async () => {
  const { env, workspace } = await machine({ config: 'model = 5\n' });
  const shown = await describeSettings({ capability: 'batch', arguments: {}, env, workspace });
  expect(shown.warnings).toEqual([expect.stringMatching(/config\.toml: model must be text/)]);
  expect(shown.settings.find(({ key }) => key === 'batch.model')).toMatchObject({ value: null });
});
