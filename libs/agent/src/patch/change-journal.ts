import { codeOf } from '../files/file-refusal.ts';

/** What was done so far to change files, and how to take it back. */
export interface ChangeJournal {
  /** Notes how to take back what was just done. */
  undo(step: () => void): void;
  /** Notes what is left to do when everything has succeeded. */
  afterwards(step: () => void): void;
  /** Notes what is to be closed, however it ends. */
  closing(step: () => void): void;
  /** Everything succeeded. */
  finish(): void;
  /** Takes back everything, last first. Gives the steps that could not be taken back, as codes; empty for none. */
  rollBack(): readonly string[];
}

export function createChangeJournal(): ChangeJournal {
  const undos: (() => void)[] = [];
  const rest: (() => void)[] = [];
  const open: (() => void)[] = [];
  const close = () => {
    for (const step of open.splice(0)) step();
  };
  return {
    undo: (step) => undos.push(step),
    afterwards: (step) => rest.push(step),
    closing: (step) => open.push(step),
    finish() {
      // An old content that stays beside its file is untidy, and no reason to fail.
      for (const step of rest) attempt(step);
      close();
    },
    rollBack() {
      const stuck = undos.toReversed().flatMap((step) => attempt(step) ?? []);
      close();
      return stuck;
    },
  };
}

/** The code of what went wrong; null where nothing did, or where there was nothing to do any more. */
function attempt(step: () => void): string | null {
  try {
    step();
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return code === 'ENOENT' || code === 'ENOTEMPTY' ? null : code;
  }
}
