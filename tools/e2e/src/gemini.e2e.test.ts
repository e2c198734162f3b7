import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGeminiApi } from './gemini-api.ts';
import { installedHost } from './host-program.ts';
import { makePlantedChange } from './planted-change.ts';

const run = promisify(execFile);
const command = await installedHost('gemini');
const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));
const servers = ['codex-pro-review', 'codex-pro-rescue', 'codex-pro-batch', 'codex-pro-jobs'];

describe.skipIf(command === null)('the real Gemini CLI', () => {
  let home: string;
  let project: string;
  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-gemini-')));
    project = join(home, 'project');
    await makePlantedChange(project);
    await mkdir(join(home, '.gemini'));
    const trusted = { [project]: 'TRUST_FOLDER', [join(home, 'clone')]: 'TRUST_FOLDER' };
    await writeFile(join(home, '.gemini/trustedFolders.json'), JSON.stringify(trusted));
  });
  afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** Everything it says. Rejects where it ends with anything but 0. */
  async function gemini(
    words: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const env = {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: home,
      CODEX_PRO_HOME: join(home, 'state'),
      ...more,
    };
    const asked = run(command ?? '', words, { cwd: project, env, timeout: 90_000 });
    asked.child.stdin?.end();
    const { stdout, stderr } = await asked;
    return stdout + stderr;
  }

  /** A clone of this commit, as the page of this host says. */
  async function installFromClone(): Promise<void> {
    const clone = join(home, 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${repositoryRoot}`, clone]);
    const page = await readFile(join(clone, 'docs/hosts/gemini.md'), 'utf8');
    const [, words = ''] = /^gemini (extensions install .*)$/m.exec(page) ?? [];
    await gemini([...words.replace('/path/to/codex-pro', clone).split(' '), '--consent']);
  }

  test('the repository is an extension: installed as its page says, all four servers connect without a login, and its skills are there', async () => {
    expect(await gemini(['extensions', 'validate', repositoryRoot])).toContain('successfully validated');
    await installFromClone();
    const health = await gemini(['mcp', 'list']);
    for (const name of servers) {
      expect(health).toMatch(new RegExp(`${name} \\(from codex-pro\\): node \\S+ \\(stdio\\) - Connected`));
    }
    const skills = await gemini(['skills', 'list']);
    expect([...skills.matchAll(/^codex-pro-[a-z-]+ \[Enabled\]/gm)].length).toBe(7);
    expect(skills).not.toMatch(/codex-pro-(cancel|config)/);
  });

  test('one server that is registered alone connects without a login', async () => {
    const bundle = join(repositoryRoot, 'plugins/codex-pro/dist/jobs.mjs');
    await gemini(['mcp', 'add', '--scope', 'user', 'codex-pro-jobs', 'node', bundle]);
    const health = await gemini(['mcp', 'list']);
    expect(health).toMatch(/codex-pro-jobs: node \S+ \(stdio\) - Connected/);
  });

  test('a command brings its steps and the words of the user to the model, whose call reaches the tool', async () => {
    await installFromClone();
    await writeFile(
      join(home, '.gemini/settings.json'),
      JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }),
    );
    const api = await startGeminiApi({ name: 'mcp_codex-pro-review_review', args: { dry_run: true } });
    try {
      const typed = `/codex-pro:review --dry-run look at \\d+ and "don't"`;
      await gemini(['-m', 'gemini-2.5-pro', '--approval-mode', 'yolo', '-p', typed], {
        GEMINI_API_KEY: 'invented',
        GOOGLE_GEMINI_BASE_URL: api.url,
      });
      const [asked = '', told = ''] = api.requests;
      expect(asked).toContain(
        JSON.stringify(`--dry-run look at \\d+ and "don't"\n</arguments>`).slice(1, -1),
      );
      expect(asked).toContain('Do not paste a diff, and do not review the change yourself instead.');
      const { contents } = JSON.parse(told);
      expect(JSON.stringify(contents.at(-1).parts[0].functionResponse)).toContain('ledger.ts');
    } finally {
      await api.close();
    }
  });
});
