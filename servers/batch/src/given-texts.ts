import { readFile } from 'node:fs/promises';
import { InputError, redactSecrets } from '@codex-pro/runtime';
import type { Chunk } from './batch/chunk.ts';
import { wholeText } from './batch/chunking/cut-documents.ts';
import { compileSchema } from './batch/compile-schema.ts';
import { isRecord } from './batch/is-record.ts';
import { type ContextKind, contextKinds, outlineOf } from './batch/prompt/context.ts';
import type { NotDone } from './batch/settle.ts';
import { type Grounds, permittedPath } from './permitted-path.ts';
import { decodeText } from './source/decode-text.ts';
import { refuseSecretFile, replacedSecrets } from './source/kept-back.ts';
import type { SourceDocument } from './source/source-document.ts';
import type { BatchInput } from './tools/batch-arguments.ts';

/** The prompt, inline or from its file. Throws InputError where there is none, both, or no words in it. */
export async function promptOf(
  { prompt, prompt_file: file }: BatchInput,
  grounds: Grounds,
  notDone: NotDone[],
): Promise<string> {
  if ((prompt === undefined) === (file === undefined)) {
    throw new InputError('input_invalid', 'Give either prompt or prompt_file.');
  }
  const text = prompt ?? (await readSentTextAt(file ?? '', 'prompt_file', grounds, notDone));
  if (text.trim() === '') throw new InputError('input_invalid', 'The prompt is empty.');
  return text;
}

/** The schema of the outputs, inline or from its file; null for text. Throws InputError for what is no usable schema. */
export async function schemaOf(
  given: BatchInput['schema'],
  grounds: Grounds,
): Promise<Record<string, unknown> | null> {
  if (given === undefined) return null;
  const schema =
    typeof given === 'string' ? parseJson(await readTextAt(given, 'schema', grounds), given) : given;
  if (!isRecord(schema))
    throw new InputError('input_invalid', 'schema is no JSON Schema: an object is expected.');
  await compileSchema(schema);
  return schema;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError('input_invalid', `schema: ${path} is no JSON: ${why}.`, { cause });
  }
}

/** What the chunks are sent with: one of the kinds, else a file. */
export async function contextOf(
  given: string,
  {
    documents,
    chunks,
    grounds,
    notDone,
  }: { documents: readonly SourceDocument[]; chunks: readonly Chunk[]; grounds: Grounds; notDone: NotDone[] },
): Promise<{ kind: ContextKind; shared: string | null }> {
  const kind = contextKinds.find((each) => each === given);
  if (kind === undefined) {
    return { kind: 'file', shared: await readSentTextAt(given, 'context', grounds, notDone) };
  }
  if (kind === 'outline') return { kind, shared: outlineOf(chunks) };
  if (kind === 'whole') return { kind, shared: documents.map(wholeText).join('\n\n') };
  return { kind, shared: null };
}

/** A text that goes out with every call: without secrets, which `notDone` is told of. */
async function readSentTextAt(
  path: string,
  what: string,
  grounds: Grounds,
  notDone: NotDone[],
): Promise<string> {
  refuseSecretFile(what, path);
  const { text, found } = redactSecrets(await readTextAt(path, what, grounds));
  const lines = [...new Set(found.map(({ line }) => line))];
  notDone.push(...replacedSecrets(path, 'text', lines));
  return text;
}

async function readTextAt(path: string, what: string, grounds: Grounds): Promise<string> {
  const real = await permittedPath(path, what, grounds);
  const bytes = await readFile(real).catch((cause: unknown) => {
    throw new InputError('input_invalid', `${what}: ${path} cannot be read.`, { cause });
  });
  return decodeText(bytes, path);
}
