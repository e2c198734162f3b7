export type { ChangedFile, ChangeStatus, Hunk, Scope, Snapshot, Target } from './snapshot.ts';
export { scopes } from './snapshot.ts';
