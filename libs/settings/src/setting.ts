import * as z from 'zod';

/**
 * What a project profile, which arrives with a cloned repository, may do to a setting; without a rule, nothing.
 * `lower`: make a limit smaller. `add`: append to a list. `set`: say it.
 */
export type ProjectRule = 'lower' | 'add' | 'set';

export interface SettingOptions {
  /** The tool argument that overrides it. */
  readonly argument?: string;
  /** The environment variable that overrides it. */
  readonly environment?: string;
  readonly project?: ProjectRule;
}

/** One value. The built-in is written in the words a profile would use; null where there is none. */
export interface Setting<Schema extends z.ZodType = z.ZodType, BuiltIn = unknown> extends SettingOptions {
  readonly kind: 'setting';
  readonly schema: Schema;
  readonly builtIn: BuiltIn;
}

/** Entries that the user names; layers add entries, and the higher layer wins an entry whole. */
export interface SettingTable<Entry extends z.ZodType = z.ZodType> {
  readonly kind: 'table';
  readonly entry: Entry;
}

export interface SettingGroup<Members extends SettingMembers = SettingMembers> {
  readonly kind: 'group';
  readonly members: Members;
}

export type SettingNode = Setting | SettingTable | SettingGroup;
export interface SettingMembers {
  readonly [name: string]: SettingNode;
}

/** The values that a tree of settings resolves to. */
export type Resolved<Node> =
  Node extends Setting<infer Schema, infer BuiltIn>
    ? z.output<Schema> | (null extends BuiltIn ? null : never)
    : Node extends SettingTable<infer Entry>
      ? Readonly<Record<string, z.output<Entry>>>
      : Node extends SettingGroup<infer Members>
        ? { readonly [Name in keyof Members]: Resolved<Members[Name]> }
        : never;

export function setting<Schema extends z.ZodType, const BuiltIn extends z.input<Schema> | null>(
  schema: Schema,
  builtIn: BuiltIn,
  options: SettingOptions = {},
): Setting<Schema, BuiltIn> {
  return { kind: 'setting', schema, builtIn, ...options };
}

export function table<Entry extends z.ZodType>(entry: Entry): SettingTable<Entry> {
  return { kind: 'table', entry };
}

export function group<Members extends SettingMembers>(members: Members): SettingGroup<Members> {
  return { kind: 'group', members };
}

/** The zod schema of a tree: nothing is required, nothing unknown is allowed. */
export function schemaOf(node: SettingNode): z.ZodType {
  if (node.kind === 'setting') return node.schema;
  if (node.kind === 'table') return z.record(entryName, node.entry, { error: 'must be a mapping' });
  const shape = Object.entries(node.members).map(([name, member]) => [name, schemaOf(member).optional()]);
  return z.strictObject(Object.fromEntries(shape), { error: notMapping });
}

const entryName = z.string().min(1).max(100);

function notMapping(issue: { readonly code?: string | undefined }): string | undefined {
  return issue.code === 'invalid_type' ? 'must be a mapping' : undefined;
}
