export type { CallOptions, ReportBug } from './call-tool.ts';
export { callTool, errorAnswer, errorText } from './call-tool.ts';
export type { FieldName } from './check-arguments.ts';
export { checkArguments } from './check-arguments.ts';
export type { McpServer, ServerOptions } from './create-server.ts';
export { createServer } from './create-server.ts';
export type { Tool, ToolAnswer, ToolContext, ToolHints } from './define-tool.ts';
export { defineTool } from './define-tool.ts';
export { defaultMaxCharacters, fitCharacters } from './fit-characters.ts';
export type { ListedTool } from './list-tools.ts';
export { listTool } from './list-tools.ts';
export { nearestName } from './nearest-name.ts';
export { serveStdio } from './serve-stdio.ts';
export type {
  ClientAnswer,
  ClientCall,
  ClientOptions,
  ClientProgress,
  ListedByServer,
  StartedClient,
} from './start-client.ts';
export { startClient } from './start-client.ts';
