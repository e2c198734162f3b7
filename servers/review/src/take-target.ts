import type { PrepareContext } from '@codex-pro/capability';
import {
  collectSnapshot,
  isOfCommits,
  pullRequestNumber,
  readAtBase,
  resolveWorkspace,
  type Snapshot,
  type Workspace,
} from '@codex-pro/git';
import type { ProjectProfileText, ResolvedSettings } from '@codex-pro/settings';
import { type RedactedSnapshot, redactSnapshot } from './review/redact-files.ts';
import type { TargetInput } from './tools/target-arguments.ts';

/** What a tool was asked to look at, taken once. */
export interface TakenTarget extends RedactedSnapshot {
  readonly settings: ResolvedSettings<'review'>;
  readonly workspace: Workspace;
  /** What later reviews know it by: the branch, or `pull/<number>`. */
  readonly branch: string;
}

/** Takes the snapshot, without the secrets of the code, and the settings that count for it. */
export async function takeTarget(
  input: TargetInput,
  context: PrepareContext<'review'>,
): Promise<TakenTarget> {
  const { signal } = context;
  // Which project profile counts depends on the target, so the user's own limits take the snapshot; narrower ones
  // are kept when the pack is made.
  const { caps } = (await context.settings(null)).capability;
  context.progress('collecting the change');
  const workspace = await resolveWorkspace(context.workspace.folder, signal);
  const { scope, base, commit, range, paths, pull_request: pullRequest } = input;
  const snapshot = await collectSnapshot({
    workspace,
    scope,
    base,
    commit,
    range,
    pullRequest,
    paths,
    caps,
    signal,
  });
  const settings = await context.settings(await projectProfileOf(snapshot, signal));
  const isPullRequest = pullRequestNumber(snapshot.target) !== null;
  const branch = (isPullRequest ? snapshot.target.headName : workspace.branch) ?? 'HEAD';
  return { ...redactSnapshot(snapshot), settings, workspace, branch };
}

const profilePath = '.codex-pro/profile.yaml';
const maxProfileBytes = 256 * 1024;

/** A change between commits must not choose how it is reviewed: there the base side's profile counts. */
async function projectProfileOf(
  { workspace, target }: Snapshot,
  signal: AbortSignal,
): Promise<ProjectProfileText | null | undefined> {
  const { base } = target;
  if (!isOfCommits(target)) return undefined;
  const texts = await readAtBase({
    workspace,
    base,
    paths: [profilePath],
    maxBytes: maxProfileBytes,
    signal,
  });
  const text = texts.get(profilePath);
  return text === undefined ? null : { text, path: `${base?.slice(0, 12)}:${profilePath}` };
}
