import * as z from 'zod';
import type { Tool, ToolHints } from './define-tool.ts';

/** A tool as `tools/list` shows it. */
export interface ListedTool {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonObjectSchema;
  outputSchema: JsonObjectSchema;
  annotations: ToolHints & { title: string };
}

export type JsonSchema = z.core.JSONSchema.JSONSchema;
export type JsonObjectSchema = z.core.JSONSchema.ObjectSchema;

/** Both schemas always, input closed (`additionalProperties: false`) and described field by field. */
export function listTool(tool: Tool): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: inputSchemaOf(tool),
    outputSchema: jsonSchema(tool.output, 'output'),
    annotations: { title: tool.title, ...tool.hints },
  };
}

/** What `tools/list` says of a tool's arguments, without the rest: a terminal needs no more, and schemas take their time. */
export function inputSchemaOf(tool: Pick<Tool, 'input'>): JsonObjectSchema {
  return jsonSchema(tool.input, 'input');
}

/** Draft 7: the dialect that the SDK's own clients can compile (a `$schema` of 2020-12 makes `tools/list` fail there). */
function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): JsonObjectSchema {
  return { ...z.toJSONSchema(schema, { target: 'draft-7', io }), type: 'object' };
}
