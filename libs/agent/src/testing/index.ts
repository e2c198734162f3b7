export { ourPatch } from './our-patch.ts';
export type { PatchCase, PatchOutcome, RecordedPatch } from './patch-case.ts';
export { inFreshTree, patchOf } from './patch-case.ts';
