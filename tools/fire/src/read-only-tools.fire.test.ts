import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BareHost, startBareHost } from './bare-host.ts';
import { bundleOf, type ServerName, serverNames } from './bundle.ts';
import { type Stage, setStage } from './stage.ts';

interface ListedTool {
  readonly name: string;
  readonly annotations: { readonly readOnlyHint: boolean };
  readonly inputSchema: {
    readonly required?: readonly string[];
    readonly properties: Readonly<Record<string, object>>;
  };
}

const entry = {
  title: 'A point',
  body: 'Because.',
  priority: 2,
  confidence: 0.6,
  file: 'answer.ts',
  line_start: 1,
  line_end: 1,
  quote: 'export const answer = 41;',
};
const challenge = {
  assumptions_challenged: [entry],
  failure_modes: [entry],
  alternatives: [entry],
  trade_offs: [entry],
  verdict: 'unsound',
  verdict_reason: 'It is 42.',
};
const lookedAt = { outcome: 'done', summary: 'I have looked.', questions: [] };

let stage: Stage;
/** What tools may be given, by the name of the argument. */
let known: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  stage = await setStage({
    emulator: {
      scenario: {
        replies: [
          { match: { contains: 'challenger' }, json: challenge },
          { match: { contains: 'Look at the answer.' }, json: lookedAt },
        ],
      },
    },
  });
  // git, and nothing else: node is started by its own path.
  const programs = join(stage.folder, 'programs');
  mkdirSync(programs);
  symlinkSync(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), join(programs, 'git'));
  stage.env['PATH'] = programs;
  writeFileSync(join(stage.repository, 'book.md'), '# One\n\nA house.\n');
  const reviewed = await call('review', 'review', { scope: 'working-tree', wait_seconds: 100 });
  await call('rescue', 'rescue', { task: 'Look at the answer.', mode: 'read-only', wait_seconds: 100 });
  known = {
    job_id: jobOf(reviewed),
    source: 'book.md',
    prompt: 'Translate: {{chunk}}',
    wait_seconds: 60,
    depth: 'quick',
  };
}, 120_000);
afterAll(() => stage?.close());

async function withServer<Result>(
  server: ServerName,
  use: (host: BareHost) => Promise<Result>,
): Promise<Result> {
  const host = await startBareHost([bundleOf(server)], { cwd: stage.repository, env: stage.env });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}

/** What a tool answers, in a server of its own. Throws where it answers with an error, or asks the host for anything but roots. */
function call(server: ServerName, name: string, given: object): Promise<unknown> {
  return withServer(server, async (host) => {
    const { structuredContent, isError, content } = await host.request('tools/call', {
      name,
      arguments: given,
    });
    if (isError === true) throw new Error(`${name} answered with an error: ${JSON.stringify(content)}`);
    expect(host.asked.filter((method) => method !== 'roots/list')).toEqual([]);
    return structuredContent;
  });
}

type Picture = Readonly<Record<string, string>>;

const folders = (): readonly string[] => [stage.repository, stage.codexHome, stage.home];

/** Everything below a folder, kinds, modes and content; but SQLite's note of who reads. */
function picture(folder: string): Picture {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    ({ name }) => name !== 'jobs.db-shm',
  );
  return Object.fromEntries(
    paths.map((found) => {
      const path = join(found.parentPath, found.name);
      const { mode } = statSync(path);
      const content = found.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
      return [relative(folder, path), `${mode.toString(8)} ${content}`];
    }),
  );
}

/** A tool that starts a job leaves the job itself behind, and what its worker compiled. */
function withoutJob(state: Picture, id: string): Picture {
  const own = new RegExp(`^(jobs/${id}|jobs\\.db|cache)`);
  return Object.fromEntries(Object.entries(state).filter(([path]) => !own.test(path)));
}

function jobOf(answer: unknown): string | null {
  return (answer as { readonly job?: { readonly id: string } | null }).job?.id ?? null;
}

test.each(serverNames)(
  'the tools of the %s server that say they only read change nothing',
  async (server) => {
    const { tools } = (await withServer(server, (host) => host.request('tools/list'))) as {
      readonly tools: readonly ListedTool[];
    };
    for (const { name, inputSchema } of tools.filter(({ annotations }) => annotations.readOnlyHint)) {
      const wanted = Object.keys(inputSchema.properties).filter((argument) => argument in known);
      expect(wanted, `${name} needs an argument that this test does not know`).toEqual(
        expect.arrayContaining([...(inputSchema.required ?? [])]),
      );
      const given = Object.fromEntries(wanted.map((argument) => [argument, known[argument]]));
      const before = folders().map(picture);
      const id = jobOf(await call(server, name, given));
      const [repository, codexHome, home = {}] = folders().map(picture);
      expect([repository, codexHome], name).toEqual(before.slice(0, 2));
      const started = id !== null && id !== known['job_id'];
      const beside = (state: Picture = {}) => (started ? withoutJob(state, id) : state);
      expect(beside(home), name).toEqual(beside(before[2]));
    }
  },
);
