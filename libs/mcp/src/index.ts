export type { Tool, ToolAnswer, ToolContext, ToolHints } from './define-tool.ts';
export { defineTool } from './define-tool.ts';
