/** How answers of a batch with `schema` are asked for and checked. */
export interface OutputSchema {
  /** As the backend takes it. */
  readonly format: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  /** The value as the user's own schema has it. Throws an Error whose message a model can act on. */
  parse(value: unknown): unknown;
}
