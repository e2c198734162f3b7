import { InputError } from '@codex-pro/runtime';
import { isRecord } from '../batch/is-record.ts';
import type { Row, Table } from './source-document.ts';

/** One JSON object a line. Throws InputError that names the line. */
export function readJsonl(text: string, path: string): Table {
  const rows: Row[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    rows.push({ number: at + 1, fields: fieldsOf(line, `${path}, line ${at + 1}`) });
  }
  return { kind: 'rows', path, rows };
}

function fieldsOf(line: string, where: string): Record<string, string> {
  const value = parse(line, where);
  if (!isRecord(value)) throw new InputError('input_invalid', `${where}: a JSON object is expected.`);
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    typeof field === 'string' ? field : JSON.stringify(field),
  ]);
  return Object.fromEntries(fields);
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError('input_invalid', `${where}: ${why}.`, { cause });
  }
}
