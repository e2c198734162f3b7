import { type AgentTool, createReadTools, createWorkspaceFiles } from '@codex-pro/agent';
import { blameLines, listWorkspaceFiles, looksSecret, showRevision } from '@codex-pro/git';

/** Bytes that one reviewer may read. */
const totalBytes = 600_000;

/**
 * Read-only tools inside a workspace: what git ignores and what looks like a file of secrets is refused, links that lead
 * out are not followed, strings that look like secrets are replaced, and nothing is executed.
 */
export function workspaceTools(root: string): () => readonly AgentTool[] {
  const files = createWorkspaceFiles({
    root,
    listed: (signal) => listWorkspaceFiles(root, signal),
    hidden: (path) => (looksSecret(path) ? 'it looks like a file of secrets' : null),
  });
  const git = {
    show: (revision: string, path: string | null, signal: AbortSignal) =>
      showRevision(root, revision, path, signal),
    blame: (lines: Parameters<typeof blameLines>[1], signal: AbortSignal) => blameLines(root, lines, signal),
  };
  return () => createReadTools({ files, git, totalBytes });
}
