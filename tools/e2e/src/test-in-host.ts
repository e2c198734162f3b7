import { type TestAPI, test } from 'vitest';
import { type HostName, installedHost } from './host-program.ts';

/** `test` of a file that needs a host throughout: skipped, hooks and all, where that host cannot be installed. */
export async function testInHost(name: HostName): Promise<ReturnType<TestAPI['skipIf']>> {
  return test.skipIf((await installedHost(name)) === null);
}
