import { posix } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import type { Chunk } from '../batch/chunk.ts';
import { checkColumns, columnsOf } from '../batch/prompt/columns.ts';
import { fillTemplate, parseTemplate } from '../template.ts';
import { ownFileNames } from './own-files.ts';

/** Names that Windows keeps for devices. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

const patternVariables = ['index', 'name', 'id', 'total'];

/**
 * The file of each chunk below the output folder, by the pattern. Throws InputError for an unknown variable, a path
 * that leaves the folder, a name of ours, and two chunks with one name (letters' case aside: some disks have none).
 */
export function outputNames(pattern: string, chunks: readonly Chunk[]): string[] {
  const template = parseTemplate(pattern, 'output_pattern', [...patternVariables, ...columnsOf(chunks)]);
  checkColumns(template, 'output_pattern', chunks, patternVariables);
  const width = String(chunks.length).length;
  const taken = new Map<string, Chunk>();
  return chunks.map((chunk) => {
    const filled = fillTemplate(template, (variable) => {
      // As in prompts: a column goes before a variable of ours.
      const field = Object.hasOwn(chunk.fields, variable) ? chunk.fields[variable] : undefined;
      if (field !== undefined) return fileWord(field);
      if (variable === 'index') return String(chunk.index).padStart(width, '0');
      if (variable === 'total') return String(chunks.length);
      return variable === 'id' ? chunk.id : fileWord(variable === 'name' ? chunk.name : '');
    });
    const file = checkedName(filled, `output_pattern ${pattern}`);
    const key = file.normalize('NFC').toLowerCase();
    const other = taken.get(key);
    if (other !== undefined) throw sameName(file, other, chunk);
    taken.set(key, chunk);
    return file;
  });
}

/** Words as a part of a file name: letters and digits of any script, joined by hyphens, 60 characters at most. */
export function fileWord(text: string): string {
  const word = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .slice(0, 60)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replaceAll(/^-+|-+$/g, '');
  if (word === '') return 'untitled';
  return deviceName.test(word) ? `${word}-` : word;
}

/** The most bytes of one name on the disks of today (ext4, APFS, NTFS), with room for what editors and backups add. */
const maxNameBytes = 240;

/** Whether it is a name below a folder. */
export function isBelow(file: string): boolean {
  const clean = posix.normalize(file);
  return !clean.startsWith('..') && !posix.isAbsolute(clean) && !/[\\\0]/.test(clean);
}

/** The name without detours. Throws InputError where it is none, or none on one of Linux, macOS and Windows. */
export function checkedName(file: string, given: string): string {
  const clean = posix.normalize(file);
  const names = clean.split('/');
  const wrong =
    file.trim() === '' ||
    !isBelow(file) ||
    /[:*?"<>|\p{Cc}]/u.test(file) ||
    names.some((name) => /[. ]$/.test(name) || deviceName.test(name.split('.', 1)[0] ?? ''));
  if (wrong || file.endsWith('/')) {
    throw new InputError(
      'input_invalid',
      `${given} gives ${JSON.stringify(file)}, which is no file name below the output folder.`,
    );
  }
  if (ownFileNames.includes(names[0]?.toLowerCase() ?? '') || clean.startsWith('.')) {
    throw new InputError('input_invalid', `${given} gives ${file}, a name that the batch needs for itself.`);
  }
  const long = names.find((name) => Buffer.byteLength(name) > maxNameBytes);
  if (long !== undefined) {
    throw new InputError(
      'input_invalid',
      `${given} gives a name of ${Buffer.byteLength(long)} bytes; a disk takes ${maxNameBytes}.`,
      { hint: 'Use fewer columns in it, or {{index}} and {{id}}.' },
    );
  }
  return clean;
}

function sameName(file: string, one: Chunk, other: Chunk): InputError {
  return new InputError(
    'input_invalid',
    `Two chunks would be written to ${file}: ${one.index} (${one.name}) and ${other.index} (${other.name}).`,
    { hint: 'Put {{index}} or {{id}} into output_pattern.' },
  );
}
