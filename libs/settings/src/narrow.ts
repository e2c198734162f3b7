import type { Decision, Word } from './layers.ts';
import type { Setting } from './setting.ts';

/** A project's word where it narrows what lies below it, else why it is refused. */
export function narrow(setting: Setting, below: Decision, word: Word): Decision | { readonly why: string } {
  const said = setting.project === 'add' ? added(below, word) : word;
  const checked = setting.schema.safeParse(said.raw);
  if (!checked.success) {
    return { why: `together with ${below.source} it ${checked.error.issues[0]?.message ?? 'is not valid'}` };
  }
  if (setting.project === 'lower' && !within(checked.data, below.value)) {
    const above = `${String(word.raw)} is above ${String(below.raw)} (${below.source})`;
    return { why: `${above}: a project profile may only lower a limit` };
  }
  return { ...said, value: checked.data };
}

function added(below: Word, word: Word): Word {
  if (!Array.isArray(below.raw) || !Array.isArray(word.raw) || below.raw.length === 0) return word;
  const raw: readonly unknown[] = [...below.raw, ...word.raw];
  return { ...word, raw, source: `${below.source} + ${word.source}` };
}

/** null is no limit. */
function within(value: unknown, ceiling: unknown): boolean {
  if (ceiling === null) return true;
  return typeof value === 'number' && typeof ceiling === 'number' && value <= ceiling;
}
