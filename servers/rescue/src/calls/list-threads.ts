import { loadHouse } from '@codex-pro/capability';
import type { ToolAnswer } from '@codex-pro/mcp';
import { counted } from '@codex-pro/terminal';
import { openThreads } from '../threads/threads.ts';
import type { ListThreadsInput } from '../tools/list-threads.ts';
import { type CallSite, workspaceOf } from './desk.ts';

export async function listThreads(input: ListThreadsInput, site: CallSite): Promise<ToolAnswer> {
  const house = await loadHouse();
  const workspace = await workspaceOf(input.workspace, site);
  const all = await openThreads(house.stateHome(site.product.env)).list(input.all ? null : workspace);
  const shown = all.slice(0, input.limit).map((thread) => ({
    thread_id: thread.id,
    title: thread.title,
    workspace: thread.workspace,
    created_at: new Date(thread.createdAt).toISOString(),
    updated_at: new Date(thread.last?.at ?? thread.createdAt).toISOString(),
    jobs: thread.length,
    last_job_id: thread.last?.jobId ?? null,
    last_summary: thread.last?.summary ?? null,
    fork_of: thread.forkOf,
  }));
  const where = input.all ? 'on this machine' : `of ${workspace}`;
  return {
    structured: {
      summary:
        all.length === 0
          ? `There are no threads ${where} yet.`
          : `${counted(all.length, 'thread')} ${where}.`,
      threads: shown,
      next_steps: shown.length === 0 ? [] : ['rescue {"thread": "last", "task": "…"}'],
    },
  };
}
