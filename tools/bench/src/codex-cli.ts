import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hostProgram } from '@codex-pro/e2e';

export interface CodexCli {
  /** `codex exec review --uncommitted` in a repository: milliseconds from spawn to exit. Throws when it fails. */
  review(repository: string): Promise<number>;
  /** `codex exec` in a project it may write to, until its model has no more steps: milliseconds. Throws when it fails. */
  task(project: string): Promise<number>;
  /** `codex exec` once for each line of a file, so many at once, as a shell does it: seconds in all. Throws when one fails. */
  loop(lines: string, atOnce: number, folder: string): Promise<number>;
}

/** The real CLI, in a home of its own, pointed at a backend on loopback with an API key. */
export async function prepareCodexCli(home: string, baseUrl: string, marker: string): Promise<CodexCli> {
  const command = await hostProgram('codex');
  await mkdir(home, { recursive: true });
  await writeFile(
    join(home, 'config.toml'),
    [
      'model = "gpt-5.5"',
      'model_provider = "bench"',
      '[model_providers.bench]',
      'name = "bench"',
      `base_url = "${baseUrl}"`,
      'env_key = "BENCH_API_KEY"',
      'wire_api = "responses"',
    ].join('\n'),
  );
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    CODEX_HOME: home,
    BENCH_API_KEY: 'emulator-key',
    CODEX_PRO_BENCH: marker,
  };
  return {
    async review(repository) {
      const started = performance.now();
      const child = spawn(command, ['exec', 'review', '--uncommitted'], {
        cwd: repository,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const said: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
      const [code] = await once(child, 'close');
      if (code !== 0)
        throw new Error(
          `codex exec review ended with ${code}: ${Buffer.concat(said).toString().slice(-2000)}`,
        );
      return performance.now() - started;
    },
    async task(project) {
      const started = performance.now();
      const args = ['exec', '--json', '--sandbox', 'workspace-write', 'Do the steps.'];
      const child = spawn(command, args, { cwd: project, env, stdio: ['ignore', 'ignore', 'inherit'] });
      const [code] = await once(child, 'close');
      if (code !== 0) throw new Error(`codex exec ended with ${code}.`);
      return performance.now() - started;
    },
    async loop(lines, atOnce, folder) {
      const started = performance.now();
      const script = `xargs -P ${atOnce} -I {} sh -c '"$0" exec --skip-git-repo-check "Say word {}." > "$1/{}.md" < /dev/null 2> /dev/null' "${command}" "${folder}" < "${lines}"`;
      const child = spawn('sh', ['-c', script], { cwd: folder, env, stdio: 'ignore' });
      const [code] = await once(child, 'close');
      if (code !== 0) throw new Error(`The loop of codex exec ended with ${code}.`);
      return (performance.now() - started) / 1000;
    },
  };
}
