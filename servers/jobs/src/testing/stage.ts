import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Product } from '@codex-pro/capability';
import { type Job, type Jobs, openJobs, type Submission } from '@codex-pro/jobs';
import { callTool, type ToolAnswer } from '@codex-pro/mcp';
import { onTestFinished } from 'vitest';
import type * as z from 'zod';
import { createServer } from '../server.ts';
import type { toyRequest } from './toy-worker.ts';

const bundle = fileURLToPath(new URL('toy-worker.ts', import.meta.url));

/** How toy jobs are started. */
export const toyStart = { kind: 'toy', bundle, version: '0.1.0', node: process.execPath };

export interface Stage {
  readonly home: string;
  /** A folder of its own, where the jobs belong to. */
  readonly workspace: string;
  readonly product: Product;
  readonly jobs: Jobs;
  /** Starts a toy job with a real worker. */
  submit(request?: z.input<typeof toyRequest>, changes?: Partial<Submission>): Promise<Job>;
  /** Waits for its end. */
  end(id: string): Promise<Job>;
  /** Calls a tool as a host does. */
  call(tool: string, given?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<ToolAnswer>;
  /** The same, of an answer that must be no error. */
  ask(tool: string, given?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

/** A state folder, a project and the server's tools for one test; what still runs at its end is cancelled. */
export function openStage(env: NodeJS.ProcessEnv = {}, bundleFolder = '/nowhere'): Stage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-jobs-server-')));
  const home = join(folder, 'home');
  const workspace = join(folder, 'project');
  mkdirSync(workspace);
  const product: Product = {
    name: 'jobs',
    version: '0.1.0',
    bundle: join(bundleFolder, 'jobs.mjs'),
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      CODEX_PRO_HOME: home,
      CODEX_HOME: join(folder, 'codex'),
      CODEX_PRO_WORKSPACE: workspace,
      ...env,
    },
  };
  const jobs = openJobs({ home, env: product.env, bundleFolder: null });
  const { tools } = createServer(product);
  onTestFinished(async () => {
    const { jobs: all } = await jobs.list({ limit: 500 });
    await Promise.all(all.filter(({ endedAt }) => endedAt === null).map(({ id }) => jobs.cancel(id)));
    jobs.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const call: Stage['call'] = async (name, given = {}, signal = new AbortController().signal) => {
    const found = await tools[name]?.();
    if (found === undefined || typeof found.tool === 'function') throw new Error(`There is no tool ${name}.`);
    const context = {
      signal,
      host: { name: 'a host', version: '1' },
      progress: () => undefined,
      root: () => Promise.resolve(undefined),
    };
    return callTool(found.tool, given, context, {
      reportBug: (what, cause) => {
        throw new Error(what, { cause });
      },
    });
  };
  return {
    home,
    workspace,
    product,
    jobs,
    call,
    submit: (request = {}, changes = {}) =>
      jobs.submit({
        kind: 'toy',
        prefix: 'toy',
        workspace,
        session: null,
        request,
        attachments: [],
        start: toyStart,
        limitMs: 60_000,
        identity: { model: 'toy-1', effort: null, tier: null, profile: null },
        needsKey: false,
        ...changes,
      }),
    end: (id) => jobs.wait(id, { waitMs: 15_000, signal: new AbortController().signal }),
    async ask(name, given) {
      const answer = await call(name, given);
      if (answer.isError === true) throw new Error(answer.text);
      return answer.structured;
    },
  };
}
