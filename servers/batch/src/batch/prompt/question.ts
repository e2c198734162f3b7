import { createHash } from 'node:crypto';
import { fillTemplate, type Template } from '../../template.ts';
import type { Chunk } from '../chunk.ts';
import { columnsOf } from './columns.ts';
import { type ContextKind, neighboursOf } from './context.ts';
import { fenced, fencedInline, fenceName } from './fence.ts';

/** What one call asks. Calls of one batch have `shared` in common, which comes first: the prompt cache pays for it once. */
export interface Question {
  readonly shared: string | null;
  readonly own: string;
}

export interface QuestionMaker {
  questionOf(chunk: Chunk): Question;
  /** Changes exactly when the question does; cheap even where `shared` is a book. */
  digestOf(chunk: Chunk): string;
}

export interface QuestionParts {
  readonly template: Template;
  readonly chunks: readonly Chunk[];
  readonly context: ContextKind;
  /** Of `outline`, `whole` and `file`. */
  readonly sharedContext: string | null;
}

export function createQuestionMaker({
  template,
  chunks,
  context,
  sharedContext,
}: QuestionParts): QuestionMaker {
  const shared =
    sharedContext === null
      ? null
      : `# Context\nThe same for every piece; for understanding only.\n${fenced(sharedContext)}`;
  const sharedDigest = createHash('sha256')
    .update(shared ?? '')
    .digest();
  const reference = sharedContext === null ? '' : `the context in <${fenceName(sharedContext)}> above`;
  const rows = chunks.some(({ fields }) =>
    [...template.variables].some((name) => Object.hasOwn(fields, name)),
  );
  const placesChunk = template.variables.has('chunk') || rows;

  const ownText = (chunk: Chunk): string => {
    const around = context === 'neighbours' ? fenced(neighboursOf(chunks, chunk)) : null;
    const filled = fillTemplate(template, (variable) => {
      // A column may be called like a variable of ours: the row's own word is what its author means.
      const field = Object.hasOwn(chunk.fields, variable) ? chunk.fields[variable] : undefined;
      if (field !== undefined) return fencedInline(field);
      if (variable === 'chunk') return fenced(chunk.text);
      if (variable === 'context') return around ?? reference;
      if (variable === 'name') return chunk.name;
      return String(variable === 'index' ? chunk.index : chunks.length);
    });
    const before = around === null || template.variables.has('context') ? [] : [`# Context\n${around}`];
    const after = placesChunk ? [] : [`# Piece\n${fenced(chunk.text)}`];
    return [...before, filled, ...after].join('\n\n');
  };

  return {
    questionOf: (chunk) => ({ shared, own: ownText(chunk) }),
    digestOf: (chunk) =>
      createHash('sha256').update(sharedDigest).update(ownText(chunk)).digest('hex').slice(0, 32),
  };
}

/** What every prompt can use, whatever the source is. */
export const promptVariables = ['chunk', 'name', 'index', 'total', 'context'] as const;

/** The variables of a prompt: ours, and the columns of rows. */
export function variablesOf(chunks: readonly Chunk[]): string[] {
  return [...new Set([...promptVariables, ...columnsOf(chunks)])];
}
