/**
 * What a server says before a tool is called, in the words of the SDK's own server: recorded when the product is made, so
 * that a start loads nothing that only calls need.
 */
export interface Handshake {
  /** The versions of the protocol that are agreed to; who asks for another gets the first. */
  readonly protocolVersions: readonly string[];
  /** The result of `initialize`, but for its `protocolVersion`. */
  readonly initialize: Readonly<Record<string, unknown>>;
  /** The result of `tools/list`. */
  readonly toolsList: Readonly<Record<string, unknown>>;
  /** The error of `server/discover`, with which Claude Code asks for a later protocol before it introduces itself. */
  readonly discover: Readonly<Record<string, unknown>>;
}

/** What a message of the handshake is answered with; a notification gets no answer. */
export type HandshakeStep =
  | {
      readonly type: 'request';
      readonly id: string | number;
      readonly answer: Answer;
      readonly state: boolean;
    }
  | { readonly type: 'notification' };

type Answer = { readonly result: object } | { readonly error: object };

/**
 * One step of the handshake (MCP 2025-11-25, "Lifecycle"), or undefined where the message is anything else or not quite
 * as the protocol has it: then the SDK's server shall judge it. `state` marks a request that the SDK's server has to see
 * too, when it comes.
 */
export function answerHandshake(handshake: Handshake, message: unknown): HandshakeStep | undefined {
  if (!isRecord(message) || message['jsonrpc'] !== '2.0') return undefined;
  const { id, method, params } = message;
  if (method === 'notifications/initialized') {
    return id === undefined && params === undefined ? { type: 'notification' } : undefined;
  }
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return undefined;
  const request = { type: 'request', id: id as string | number } as const;
  if (method === 'tools/list' && hasNoArguments(params)) {
    return { ...request, answer: { result: handshake.toolsList }, state: false };
  }
  if (method === 'ping' && hasNoArguments(params))
    return { ...request, answer: { result: {} }, state: false };
  if (method === 'server/discover' && (params === undefined || isRecord(params))) {
    return { ...request, answer: { error: handshake.discover }, state: false };
  }
  if (method !== 'initialize' || !isIntroduction(params)) return undefined;
  const [newest = ''] = handshake.protocolVersions;
  const asked = params.protocolVersion;
  const protocolVersion = handshake.protocolVersions.includes(asked) ? asked : newest;
  return { ...request, answer: { result: { protocolVersion, ...handshake.initialize } }, state: true };
}

function hasNoArguments(params: unknown): boolean {
  return params === undefined || (isRecord(params) && Object.keys(params).length === 0);
}

function isIntroduction(params: unknown): params is { readonly protocolVersion: string } {
  if (!isRecord(params)) return false;
  const { protocolVersion, capabilities, clientInfo } = params;
  return (
    typeof protocolVersion === 'string' &&
    isRecord(capabilities) &&
    Object.values(capabilities).every(isRecord) &&
    isRecord(clientInfo) &&
    typeof clientInfo['name'] === 'string' &&
    typeof clientInfo['version'] === 'string'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
