import { realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { PrepareContext } from '@codex-pro/capability';
import { type CallEstimate, estimateCall } from '@codex-pro/codex';
import { InputError } from '@codex-pro/runtime';
import { codexHome, type ResolvedSettings, stateHome } from '@codex-pro/settings';
import type { Chunk } from './batch/chunk.ts';
import { cutDocuments } from './batch/chunking/cut-documents.ts';
import { fingerprintOf } from './batch/fingerprint.ts';
import { checkColumns } from './batch/prompt/columns.ts';
import {
  createQuestionMaker,
  promptVariables,
  type QuestionMaker,
  variablesOf,
} from './batch/prompt/question.ts';
import type { NotDone } from './batch/settle.ts';
import { defaultOutputs, sourceWord } from './default-outputs.ts';
import { contextOf, promptOf, schemaOf } from './given-texts.ts';
import type { BatchRequest } from './job-request.ts';
import { checkPlaces } from './output/check-places.ts';
import { hashOfFile } from './output/content-hash.ts';
import { findOutputFolder } from './output/output-folder.ts';
import { checkedName, outputNames } from './output/output-names.ts';
import { type Stock, takeStock } from './output/take-stock.ts';
import { type Grounds, isInside } from './permitted-path.ts';
import { findSourceFiles, type SourceFile } from './source/find-source-files.ts';
import { keepSecretFilesBack, replacedSecrets } from './source/kept-back.ts';
import { readSource } from './source/read-source.ts';
import { redactDocument } from './source/redact-document.ts';
import { parseTemplate } from './template.ts';
import type { BatchInput } from './tools/batch-arguments.ts';

/** A batch, ready to be planned or started: everything is read, cut, named and checked, and nothing was written. */
export interface BatchLayout {
  readonly request: BatchRequest;
  readonly chunks: readonly Chunk[];
  /** What all calls share, where they share something. */
  readonly sharedContext: string | null;
  readonly questions: QuestionMaker;
  /** What the output folder holds already. */
  readonly stock: Stock;
  readonly estimate: CallEstimate;
  readonly settings: ResolvedSettings<'batch'>;
}

type Context = PrepareContext<'batch'>;

/** Throws InputError for everything that is wrong with the arguments or the source. */
export async function layOutBatch(input: BatchInput, context: Context): Promise<BatchLayout> {
  const { env, signal } = context;
  const settings = await context.settings();
  const grounds = await groundsOf(context, settings.capability.folders);
  const source = [input.source].flat();
  const outputDir = await findOutputFolder(
    input.output_dir ?? join(settings.capability.outputs, sourceWord(source, grounds.folder)),
    grounds,
  );
  context.progress('reading the source');
  const files = await findSourceFiles(source, grounds);
  const earlier = await defaultOutputs(source, settings.capability.outputs, grounds);
  const isOutput = ({ path, named }: SourceFile) => !named && earlier !== null && isInside(earlier, path);
  const sources = files.filter((file) => !isInside(outputDir, file.path) && !isOutput(file));
  if (sources.length === 0) {
    throw new InputError('input_invalid', `The source lies in the output folder ${outputDir}.`);
  }
  const open = keepSecretFilesBack(sources);
  const found = await readSource(open.files, input.format, signal);
  const read = found.documents.map(redactDocument);
  const documents = read.map(({ document }) => document);
  const notDone: NotDone[] = [
    ...open.notDone,
    ...found.notDone,
    ...read.flatMap(({ document, places }) => replacedSecrets(document.path, document.kind, places)),
  ];
  context.progress('cutting it');
  const chunks = cutDocuments(documents, {
    by: input.chunk_by,
    level: input.chunk_level,
    chunkTokens: settings.capability.chunk_tokens,
    sizeGiven: input.chunk_tokens !== undefined,
    overlapTokens: settings.capability.overlap_tokens,
  });

  const prompt = await promptOf(input, grounds, notDone);
  const schema = await schemaOf(input.schema, grounds);
  const { kind, shared } = await contextOf(input.context, { documents, chunks, grounds, notDone });
  const template = parseTemplate(prompt, 'The prompt', variablesOf(chunks));
  checkColumns(template, 'The prompt', chunks, promptVariables);
  const pattern = input.output_pattern ?? `{{index}}-{{name}}.${schema === null ? 'md' : 'json'}`;
  const names = outputNames(pattern, chunks);
  const questions = createQuestionMaker({ template, chunks, context: kind, sharedContext: shared });
  const estimate = await estimateCall({
    settings,
    env,
    codexHome: codexHome(env),
    stateHome: stateHome(env),
  });
  const known = chunks.map((chunk, at) => ({
    id: chunk.id,
    file: names[at] ?? '',
    fingerprint: fingerprintOf(questions.digestOf(chunk), schema, estimate),
  }));
  const combine = combinedName(input.combine, pattern, names);
  if (combine !== null) {
    checkPlaces(outputDir, [combine]);
    await hashOfFile(outputDir, combine);
  }
  const selected = new Set(chunks.slice(0, input.sample ?? chunks.length).map(({ id }) => id));
  const force = (id: string) => input.force && selected.has(id);
  return {
    chunks,
    sharedContext: shared,
    questions,
    settings,
    stock: await takeStock(outputDir, known, { force, redo: new Set() }),
    estimate,
    request: {
      source,
      prompt,
      context: kind,
      schema,
      output_dir: outputDir,
      files: names,
      combine,
      concurrency: settings.capability.concurrency,
      force: input.force,
      sample: input.sample ?? null,
      only: null,
      not_done: notDone,
    },
  };
}

async function groundsOf({ workspace }: Context, folders: readonly string[]): Promise<Grounds> {
  const allowed: string[] = [];
  for (const folder of folders) {
    // A folder that is not there (another machine's) allows nothing.
    const real = await realpath(folder).catch(() => null);
    if (real !== null) allowed.push(real);
  }
  return { folder: workspace.folder, workspace: workspace.root, allowed };
}

function combinedName(combine: boolean | string, pattern: string, files: readonly string[]): string | null {
  if (combine === false) return null;
  const name = checkedName(combine === true ? `combined${extname(pattern) || '.md'}` : combine, 'combine');
  const own = folded(name);
  for (const file of files) {
    const other = folded(file);
    if (other !== own && !other.startsWith(`${own}/`) && !own.startsWith(`${other}/`)) continue;
    throw new InputError('input_invalid', `combine: ${name} is taken: a chunk is written to ${file}.`);
  }
  return name;
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
