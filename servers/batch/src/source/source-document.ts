/** Where a section of a text begins. */
export interface Heading {
  /** From 1, the highest. */
  readonly level: number;
  readonly title: string;
  /** Of its first character in the text. */
  readonly offset: number;
}

interface Named {
  /** As people named it: relative to the folder they work in where it lies below it. */
  readonly path: string;
}

/** Running text, with the headings that are in it. */
export interface TextDocument extends Named {
  readonly kind: 'text';
  readonly text: string;
  readonly headings: readonly Heading[];
}

export interface PagedDocument extends Named {
  readonly kind: 'pages';
  readonly pages: readonly string[];
}

export interface Row {
  /** Its line or record in the file, from 1. */
  readonly number: number;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Table extends Named {
  readonly kind: 'rows';
  readonly rows: readonly Row[];
}

export type SourceDocument = TextDocument | PagedDocument | Table;
