import type { Row } from './connection.ts';

/** A row's columns by name, each of the kind that its table declares; throws TypeError for any other. */
export interface Columns {
  text(name: string): string;
  number(name: string): number;
  optionalText(name: string): string | null;
  optionalNumber(name: string): number | null;
}

/** Our tables are STRICT: a schema library would look for what SQLite holds already. */
export function columnsOf(row: Row): Columns {
  const wrong = (name: string): never => {
    throw new TypeError(`The store's column ${name} holds ${typeof row[name]}.`);
  };
  return {
    text(name) {
      const value = row[name];
      return typeof value === 'string' ? value : wrong(name);
    },
    number(name) {
      const value = row[name];
      return typeof value === 'number' ? value : wrong(name);
    },
    optionalText(name) {
      const value = row[name];
      return value === null || typeof value === 'string' ? value : wrong(name);
    },
    optionalNumber(name) {
      const value = row[name];
      return value === null || typeof value === 'number' ? value : wrong(name);
    },
  };
}
