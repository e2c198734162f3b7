import { InputError } from '@codex-pro/runtime';
import type { Row, Table } from './source-document.ts';

/** Rows under a line of column names; commas, semicolons or tabs, told from that line. Throws InputError that names the row. */
export async function readCsv(text: string, path: string): Promise<Table> {
  const { parse } = await import('csv-parse/sync');
  const records = parsed(
    () => parse(text, { delimiter: delimiterOf(text), skip_empty_lines: true, relax_column_count: true }),
    path,
  );
  const [head = [], ...rest] = records;
  // `name, lang` is a common way to write it: the blank is nobody's name for a column.
  const columns = head.map((name) => name.trim());
  checkColumns(columns, path);
  const rows = rest.map((cells, at): Row => {
    if (cells.length !== columns.length) {
      const said = `row ${at + 1} has ${cells.length} cells, but there are ${columns.length} columns`;
      throw new InputError('input_invalid', `${path}: ${said}.`, {
        hint: 'A cell that holds the delimiter or a line end belongs in quotes.',
      });
    }
    return {
      number: at + 1,
      fields: Object.fromEntries(columns.map((name, cell) => [name, cells[cell] ?? ''])),
    };
  });
  return { kind: 'rows', path, rows };
}

/** Rows of different lengths are ours to tell, since the parser counts lines and people count rows. */
function parsed(parse: () => string[][], path: string): string[][] {
  try {
    return parse();
  } catch (cause) {
    const record = recordOf(cause);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError('input_invalid', `${path}: row ${record} is broken: ${why}.`, {
      hint: 'Quotes inside a quoted cell are doubled: "say ""so""".',
      cause,
    });
  }
}

/** The row that the parser stopped at; the line of column names is no row. */
function recordOf(cause: unknown): number {
  const records = cause instanceof Error && 'records' in cause ? cause.records : undefined;
  return typeof records === 'number' ? Math.max(1, records) : 1;
}

function checkColumns(columns: readonly string[], path: string): void {
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new InputError('input_invalid', `${path}: two columns are called ${JSON.stringify(twice)}.`);
  }
}

function delimiterOf(text: string): string {
  const first = /^.*\S.*$/m.exec(text)?.[0] ?? '';
  const bare = first.replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}
