import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { type Jobs, openJobs } from '@codex-pro/jobs';
import { type ClientAnswer, type StartedClient, startClient } from '@codex-pro/mcp';
import type { BatchPart } from '../batch/part.ts';
import type { ChunkRecord } from '../output/chunk-record.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A workspace, a backend and a server of batches, for one test or file of tests. */
export interface BatchStage extends AsyncDisposable {
  readonly workspace: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly emulator: Emulator;
  readonly jobs: Jobs;
  readonly client: StartedClient;
  put(name: string, content: string | Buffer): Promise<string>;
  read(name: string): Promise<string>;
  /** Runs a batch to its end, 60 s at most. */
  run(args: Record<string, unknown>): Promise<BatchAnswer>;
  retry(args: Record<string, unknown>): Promise<BatchAnswer>;
  manifest(folder: string): Promise<ChunkRecord[]>;
}

export interface BatchAnswer extends ClientAnswer {
  readonly part: BatchPart;
  readonly jobId: string;
  readonly state: string;
  readonly notDone: readonly { readonly what: string; readonly why: string }[];
}

export async function setBatchStage(
  options: EmulatorOptions = {},
  profile: Readonly<Record<string, unknown>> = {},
): Promise<BatchStage> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-batch-')));
  const workspace = join(root, 'shelf');
  const home = join(root, 'state');
  await mkdir(workspace);
  await mkdir(home, { mode: 0o700 });
  // YAML takes JSON.
  await writeFile(
    join(home, 'profile.yaml'),
    JSON.stringify({ defaults: { retries: { wait: '200ms' } }, ...profile }),
  );
  const emulator = await startEmulator(options);
  const env = {
    HOME: root,
    PATH: process.env['PATH'] ?? '',
    CODEX_PRO_HOME: home,
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
    CODEX_PRO_MODEL: 'gpt-5.5',
  };
  const client = await startClient({ command: process.execPath, args: [main], env, cwd: workspace });
  const jobs = openJobs({ home, env, bundleFolder: null, keyFor: () => 'emulator-key' });
  const call = async (tool: string, args: Record<string, unknown>): Promise<BatchAnswer> => {
    const answer = await client.call(tool, { wait_seconds: 60, ...args });
    const {
      batch,
      job,
      not_done: notDone,
    } = answer.structured as {
      batch: BatchPart;
      job: { id: string; state: string } | null;
      not_done: BatchAnswer['notDone'];
    };
    return { ...answer, part: batch, jobId: job?.id ?? '', state: job?.state ?? '', notDone };
  };
  return {
    workspace,
    home,
    env,
    emulator,
    jobs,
    client,
    async put(name, content) {
      await mkdir(dirname(join(workspace, name)), { recursive: true });
      await writeFile(join(workspace, name), content);
      return name;
    },
    read: (name) => readFile(join(workspace, name), 'utf8'),
    run: (args) => call('run_batch', args),
    retry: (args) => call('retry_batch', args),
    async manifest(folder) {
      const text = await readFile(join(workspace, folder, 'manifest.jsonl'), 'utf8');
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      const { jobs: left } = await jobs.list({ limit: 100 });
      for (const job of left) if (job.endedAt === null) await jobs.cancel(job.id);
      jobs.close();
      await emulator.close();
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** A book of so many chapters, each with words of its own. */
export function book(chapters: number, text = (at: number) => `This is what chapter ${at} says.`): string {
  const parts = Array.from({ length: chapters }, (_, at) => `## Chapter ${at + 1}\n\n${text(at + 1)}\n`);
  return `# The Book\n\n${parts.join('\n')}`;
}

/** Answers each chunk with the words of its chapter in capitals, so that an output tells what it is of. */
export function shout(request: { readonly body: unknown }): { readonly text: string } {
  const said = /This is what (chapter [\w-]+) says/.exec(JSON.stringify(request.body));
  return { text: `SAID: ${(said?.[1] ?? 'nothing').toUpperCase()}` };
}
