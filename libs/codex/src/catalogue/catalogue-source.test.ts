import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ClientFixture, call, patient, startFixture } from '../testing/client-fixture.ts';

function asked(fixture: ClientFixture): number {
  return fixture.emulator.requests.filter((request) => request.endpoint === 'models').length;
}

async function cacheFile(fixture: ClientFixture): Promise<string> {
  const folder = join(fixture.stateHome, 'catalogues');
  const [name = ''] = await readdir(folder);
  return join(folder, name);
}

const house = {
  slug: 'house',
  efforts: ['low', 'deep'],
  defaultEffort: 'deep',
  lite: true,
  tiers: [],
  contextWindow: 1000,
};

test("the backend's catalogue decides default, effort and dialect, and is asked for once a day", async () => {
  await using fixture = await startFixture({ models: [house] });
  await fixture.signIn();
  const client = await fixture.chatgptClient({ model: null });
  expect(client.identity).toEqual({ model: 'house', effort: 'deep', tier: null });
  await client.respond(call, patient);
  expect(fixture.emulator.violations).toEqual([]);
  await fixture.chatgptClient({ model: null });
  expect(asked(fixture)).toBe(1);

  const path = await cacheFile(fixture);
  const old = {
    ...Object(JSON.parse(await readFile(path, 'utf8'))),
    fetched_at: Date.now() - 25 * 3600 * 1000,
  };
  await writeFile(path, JSON.stringify(old));
  await fixture.chatgptClient({ model: null });
  expect(asked(fixture)).toBe(2);
});

test('what goes wrong with the catalogue is not fatal: the bundled one does', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  fixture.emulator.fail({ fault: 'server_error', endpoint: 'models' });
  const client = await fixture.chatgptClient({ model: null });
  expect(client.identity.model).toBe('gpt-6.1-sol');
});

test('an old catalogue is better than none', async () => {
  await using fixture = await startFixture({ models: [house] });
  await fixture.signIn();
  await fixture.chatgptClient({ model: null });
  const path = await cacheFile(fixture);
  await writeFile(
    path,
    JSON.stringify({ ...Object(JSON.parse(await readFile(path, 'utf8'))), fetched_at: 1 }),
  );
  fixture.emulator.fail({ fault: 'forbidden_html', endpoint: 'models' });
  expect((await fixture.chatgptClient({ model: null })).identity.model).toBe('house');
});

test('a broken cache is passed over, and a home that cannot be written does no harm', async () => {
  await using fixture = await startFixture({ models: [house] });
  await fixture.signIn();
  await fixture.chatgptClient({ model: null });
  await writeFile(await cacheFile(fixture), '{"models":');
  expect((await fixture.chatgptClient({ model: null })).identity.model).toBe('house');
  expect(asked(fixture)).toBe(2);
  const nowhere = { stateHome: join(fixture.codexHome, 'auth.json') };
  expect((await fixture.chatgptClient({ model: null, options: nowhere })).identity.model).toBe('house');
});

test('with a key no catalogue is asked for', async () => {
  await using fixture = await startFixture();
  await fixture.client();
  expect(fixture.emulator.requests).toEqual([]);
});
