import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { codexHome, stateHome } from './homes.ts';

const user = resolve('/home/ada');

test('the homes lie in the folder of the user unless they are named', () => {
  expect(stateHome({ HOME: user })).toBe(join(user, '.codex-pro'));
  expect(codexHome({ HOME: user, CODEX_HOME: '' })).toBe(join(user, '.codex'));
  expect(stateHome({ HOME: user, CODEX_PRO_HOME: resolve('/srv/state') })).toBe(resolve('/srv/state'));
});

test('a tilde that no shell expanded is the folder of the user', () => {
  expect(stateHome({ HOME: user, CODEX_PRO_HOME: '~/pro' })).toBe(join(user, 'pro'));
  expect(codexHome({ HOME: user, CODEX_HOME: '~' })).toBe(user);
});
