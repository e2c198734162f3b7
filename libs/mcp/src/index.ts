export type { CallOptions } from './call-tool.ts';
export { callTool, errorAnswer, errorText } from './call-tool.ts';
export type { FieldName } from './check-arguments.ts';
export { checkArguments } from './check-arguments.ts';
export type { ServerOptions } from './create-server.ts';
export type { Tool, ToolAnswer, ToolContext, ToolHints } from './define-tool.ts';
export { defineTool } from './define-tool.ts';
export { defaultMaxCharacters, fitCharacters } from './fit-characters.ts';
export type { Handshake } from './handshake.ts';
export type { JsonSchema, ListedTool } from './list-tools.ts';
export { inputSchemaOf, listTool } from './list-tools.ts';
export type { ReportBug } from './report-bug.ts';
export type { ServeOptions } from './serve.ts';
export { recordHandshake, serveMcp } from './serve.ts';
export type {
  ClientAnswer,
  ClientCall,
  ClientOptions,
  ClientProgress,
  ListedByServer,
  StartedClient,
} from './start-client.ts';
export { compileCache, startClient } from './start-client.ts';
