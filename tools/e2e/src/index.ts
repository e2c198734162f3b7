export type { ClaudeCode, Printed } from './claude-code.ts';
export { bareClaudeCode, startClaudeCode } from './claude-code.ts';
export type { ClaudeSession } from './claude-session.ts';
export type { HostName } from './host-program.ts';
export { hostProgram, hostPrograms } from './host-program.ts';
export type { Block, MessagesApi, MessagesRequest, Script } from './messages-api.ts';
export { lastToolResult, startMessagesApi } from './messages-api.ts';
