import { execFile } from 'node:child_process';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installedHost } from './host-program.ts';
import { makePlantedChange } from './planted-change.ts';

const run = promisify(execFile);
const inspector = await installedHost('inspector');
const dist = fileURLToPath(new URL('../../../plugins/codex-pro/dist/', import.meta.url));

describe.skipIf(inspector === null)('the real MCP Inspector, with one server alone', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-inspector-')));
    await makePlantedChange(join(folder, 'project'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** What it prints of one method. Rejects where it ends with anything but 0. */
  async function inspect(server: string, ...words: readonly string[]): Promise<Record<string, unknown>> {
    const args = ['--cli', process.execPath, join(dist, `${server}.mjs`), ...words];
    const { stdout } = await run(inspector ?? '', args, {
      cwd: join(folder, 'project'),
      timeout: 60_000,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        HOME: folder,
        CODEX_PRO_HOME: join(folder, 'state'),
        CODEX_HOME: join(folder, 'codex'),
      },
    });
    return JSON.parse(stdout);
  }

  test.each(['review', 'rescue', 'batch', 'jobs'])(
    'it lists the tools of %s, with schemas and hints',
    async (server) => {
      const { tools } = await inspect(server, '--method', 'tools/list');
      expect(tools).not.toHaveLength(0);
      for (const tool of tools as readonly Record<string, unknown>[]) {
        expect(Object.keys(tool)).toEqual(
          expect.arrayContaining([
            'name',
            'title',
            'description',
            'inputSchema',
            'outputSchema',
            'annotations',
          ]),
        );
      }
      // Nobody asked for anything yet: not even the state folder was made.
      expect(await readdir(folder)).not.toContain('state');
    },
  );

  test('it calls a tool: a review that only counts finds the change of the folder it stands in', async () => {
    const answer = await inspect(
      'review',
      '--method',
      'tools/call',
      '--tool-name',
      'review',
      '--tool-arg',
      'dry_run=true',
    );
    expect(answer['isError'] ?? false).toBe(false);
    expect(JSON.stringify(answer['structuredContent'])).toContain('ledger.ts');
  });

  test('it calls a tool of the jobs server', async () => {
    const answer = await inspect('jobs', '--method', 'tools/call', '--tool-name', 'list_jobs');
    expect(answer['structuredContent']).toMatchObject({ jobs: [] });
  });
});
