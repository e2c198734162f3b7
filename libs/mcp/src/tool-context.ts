import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ToolContext } from './define-tool.ts';

/** The parts of one MCP request that a call needs; made of SDK types by `create-server.ts`. */
export interface CallSource {
  readonly signal: AbortSignal;
  readonly host: { readonly name: string; readonly version: string } | undefined;
  /** Undefined where the host asked for no progress. */
  readonly sendProgress:
    | ((progress: { progress: number; message: string; total?: number }) => Promise<void>)
    | undefined;
  /** Undefined where the host offers no roots. */
  readonly listRoots: (() => Promise<readonly { readonly uri: string }[]>) | undefined;
}

export function createToolContext(source: CallSource): ToolContext {
  let last = 0;
  return {
    signal: source.signal,
    host: source.host,
    progress(message, done, total) {
      if (source.sendProgress === undefined || source.signal.aborted) return;
      // The protocol wants every value above the one before. A count that starts again goes on a little higher, and
      // without its total, which would make a wrong percentage of it.
      const rising = done !== undefined && done > last;
      last = rising ? done : last + smallestStep;
      const share = rising && total !== undefined ? { total } : {};
      // A host that went away is noticed elsewhere; progress is a courtesy and must not fail the call.
      source.sendProgress({ progress: last, message, ...share }).catch(() => undefined);
    },
    root: async () => (source.listRoots === undefined ? undefined : firstFolder(source.listRoots)),
  };
}

const smallestStep = 1 / 1024;

/** Roots are an extra: a host that answers late, wrongly or not at all has none. */
async function firstFolder(listRoots: NonNullable<CallSource['listRoots']>): Promise<string | undefined> {
  const roots = await listRoots().catch(() => []);
  for (const root of roots) {
    const folder = folderOf(root.uri);
    if (folder !== undefined && (await isFolder(folder))) return folder;
  }
  return undefined;
}

function folderOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    // A `file:` URI with a host or a broken escape names no folder here.
    return undefined;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
