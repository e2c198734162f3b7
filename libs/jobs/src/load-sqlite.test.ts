import { expect, onTestFinished, test } from 'vitest';
import { loadSqlite } from './load-sqlite.ts';

test('the warning of Node 22 about SQLite is left out, and no other', () => {
  const { getBuiltinModule, emitWarning } = process;
  const heard: unknown[] = [];
  onTestFinished(() => {
    process.getBuiltinModule = getBuiltinModule;
    process.emitWarning = emitWarning;
  });
  const hear = (...words: unknown[]): void => {
    heard.push(words);
  };
  process.emitWarning = hear;
  process.getBuiltinModule = ((name: string) => {
    // As Node 22.19 does when it loads the module.
    process.emitWarning(
      'SQLite is an experimental feature and might change at any time',
      'ExperimentalWarning',
    );
    process.emitWarning('something else', 'ExperimentalWarning');
    return getBuiltinModule(name);
  }) as typeof getBuiltinModule;
  expect(loadSqlite()).toHaveProperty('DatabaseSync');
  expect(heard).toEqual([['something else', 'ExperimentalWarning']]);
  expect(process.emitWarning).toBe(hear);
});
