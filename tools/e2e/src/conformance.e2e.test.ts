import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generalScenarios, scenariosLeftOut } from './conformance-scenarios.ts';
import { installedHost } from './host-program.ts';
import { type HttpBridge, startHttpBridge } from './http-bridge.ts';

const run = promisify(execFile);
const suite = await installedHost('conformance');
const dist = fileURLToPath(new URL('../../../plugins/codex-pro/dist/', import.meta.url));
const env = { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin` };

/** The suite's own program. Rejects, with all that it says, where a check fails. */
const conformance = async (...words: readonly string[]): Promise<string> =>
  (await run(suite ?? '', words, { env, timeout: 60_000 })).stdout;

describe.skipIf(suite === null)('the MCP conformance suite', () => {
  test('every scenario for servers is either run or left out with a reason', async () => {
    const [, listed = ''] = (await conformance('list')).split(/Server scenarios.*\n/);
    const [servers = ''] = listed.split(/\n\n/);
    const names = [...servers.matchAll(/^ +- (\S+)/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([...generalScenarios, ...Object.keys(scenariosLeftOut)].sort());
  });

  describe.each(['review', 'rescue', 'batch', 'jobs'])('on %s over a bridge', (server) => {
    let folder: string;
    let bridge: HttpBridge;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'codex-pro-conformance-'));
      bridge = await startHttpBridge({
        command: process.execPath,
        args: [join(dist, `${server}.mjs`)],
        cwd: folder,
        env: { ...env, HOME: folder, CODEX_PRO_HOME: join(folder, 'state') },
      });
    });
    afterAll(async () => {
      await bridge.close();
      await rm(folder, { recursive: true, force: true });
    });

    test.each(generalScenarios)('%s', async (scenario) => {
      const said = await conformance('server', '--url', bridge.url, '--scenario', scenario);
      expect(said).toMatch(/[1-9]\d* passed, 0 failed|Passed: [1-9]/);
    });
  });
});
