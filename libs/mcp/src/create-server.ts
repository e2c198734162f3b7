import { nearestName, toErrorReport } from '@codex-pro/runtime';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { callTool, errorAnswer, errorText } from './call-tool.ts';
import { contained } from './contain-crashes.ts';
import type { Tool, ToolAnswer, ToolContext } from './define-tool.ts';
import { listTool } from './list-tools.ts';
import { replacedFiles } from './replaced-files.ts';
import type { ReportBug } from './report-bug.ts';
import { createToolContext } from './tool-context.ts';

export interface ServerOptions {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** Under 4 KB, the key words first: hosts put it into the conversation and cut it there. */
  readonly instructions: string;
  /** By name, in the order in which they are listed; each is loaded at its first call. */
  readonly tools: Readonly<Record<string, () => Promise<Tool>>>;
}

export interface McpServer {
  /** Calls that have no answer yet. */
  callsInFlight(): number;
  /** Resolves when files of the product were found gone: the process serves nobody well from then on. */
  readonly replaced: Promise<void>;
  /** One connection at a time. */
  connect(transport: Transport): Promise<void>;
  /** Aborts the calls in flight and closes the connection. */
  close(): Promise<void>;
}

type RequestExtra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** How long a host may take to say its roots before it counts as having none. */
const rootsDeadlineMs = 1000;

/** Looser than the SDK's own schema, where one root that is no file loses them all. */
const rootsAnswer = z.object({ roots: z.array(z.object({ uri: z.string() })) });

/**
 * An MCP server over the SDK's low-level class, so that arguments are checked here: what a caller did wrong is a result
 * with `isError`, in words, and never a protocol error that a host hides.
 */
export function createServer(options: ServerOptions, reportBug: ReportBug): McpServer {
  const names = Object.keys(options.tools);
  const load = async (name: string): Promise<Tool | undefined> =>
    Object.hasOwn(options.tools, name) ? options.tools[name]?.() : undefined;
  let inFlight = 0;
  let onReplaced = (): void => undefined;
  const replaced = new Promise<void>((resolve) => {
    onReplaced = resolve;
  });

  const server = new Server(
    { name: options.name, title: options.title, version: options.version },
    { capabilities: { tools: {} }, instructions: options.instructions },
  );
  server.onerror = (error) => reportBug(...connectionTrouble(error));

  const answer = (tool: Tool, given: unknown, context: ToolContext): Promise<ToolAnswer> =>
    contained(() => callTool(tool, given, context, { reportBug, onReplaced: () => onReplaced() })).catch(
      (error: unknown) => errorAnswer(tool, toErrorReport(error)),
    );

  server.setRequestHandler(ListToolsRequestSchema, async () => {
    const tools = await Promise.all(Object.values(options.tools).map((each) => each()));
    return { tools: tools.map(listTool) };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    inFlight += 1;
    const context = contextOf(server, extra);
    try {
      const tool = await load(params.name);
      if (tool === undefined) return toCallResult(tool, unknownTool(params.name, names));
      return toCallResult(tool, await answer(tool, params.arguments, context));
    } catch (error) {
      reportBug(`${params.name} could not be loaded`, error);
      const gone = replacedFiles(error);
      if (gone !== undefined) onReplaced();
      return toCallResult(undefined, errorAnswer({}, toErrorReport(gone ?? error)));
    } finally {
      inFlight -= 1;
    }
  });

  return {
    callsInFlight: () => inFlight,
    replaced,
    connect: (transport) => server.connect(transport),
    close: () => server.close(),
  };
}

/**
 * Structured data for hosts that read it, the same as text for those that do not. An error is given as data only where it
 * satisfies the tool's output schema: the SDK's clients check that of errors too, and fail the whole call otherwise.
 */
function toCallResult(tool: Tool | undefined, answer: ToolAnswer): CallToolResult {
  const content: CallToolResult['content'] = [
    { type: 'text', text: answer.text ?? JSON.stringify(answer.structured) },
  ];
  if (answer.isError !== true) return { content, structuredContent: { ...answer.structured } };
  const checked = tool?.output.safeParse(answer.structured);
  return {
    content,
    isError: true,
    ...(checked?.success === true ? { structuredContent: checked.data } : {}),
  };
}

function unknownTool(name: string, known: readonly string[]): ToolAnswer {
  const near = nearestName(name, known);
  const report = {
    code: 'input_invalid',
    message: `There is no tool ${JSON.stringify(name.slice(0, 80))}.`,
    hint: near === undefined ? `The tools are ${known.join(', ')}.` : `Did you mean ${near}?`,
  } as const;
  return { structured: { summary: report.message, error: report }, text: errorText(report), isError: true };
}

function contextOf(server: Server, extra: RequestExtra): ToolContext {
  const progressToken = extra._meta?.progressToken;
  return createToolContext({
    signal: extra.signal,
    host: server.getClientVersion(),
    sendProgress:
      progressToken === undefined
        ? undefined
        : (progress) =>
            extra.sendNotification({
              method: 'notifications/progress',
              params: { progressToken, ...progress },
            }),
    listRoots:
      server.getClientCapabilities()?.roots === undefined
        ? undefined
        : async () => {
            const wait = { timeout: rootsDeadlineMs, signal: extra.signal };
            return (await server.request({ method: 'roots/list' }, rootsAnswer, wait)).roots;
          },
  });
}

/** What a host writes that is no message costs one line, not a stack of ours; what else is wrong with the wire is told whole. */
function connectionTrouble(error: Error): [what: string, cause: unknown] {
  const isNoMessage = error instanceof SyntaxError || error instanceof z.ZodError;
  if (!isNoMessage) return ['the connection failed', error];
  return ['left out', 'a line on stdin that is no JSON-RPC message'];
}
