import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { zstdDecompressSync } from 'node:zlib';
import { asRecord, type WireRecord } from '../wire-fields.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: WireRecord;
}

export type Reply = (response: ServerResponse, request: SeenRequest) => void;

/** A server on loopback that answers by script: each path has its replies, the last of which stays. */
export interface LoopbackBackend extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  readonly openSockets: number;
  /** The requests of one path. */
  to(path: string): readonly SeenRequest[];
  on(path: string, ...replies: readonly Reply[]): void;
}

export async function startLoopbackBackend(): Promise<LoopbackBackend> {
  const requests: SeenRequest[] = [];
  const scripts = new Map<string, Reply[]>();
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      const raw = Buffer.concat(pieces);
      const bytes = request.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(raw) : raw;
      const body = raw.length === 0 ? {} : (asRecord(JSON.parse(bytes.toString('utf8'))) ?? {});
      const seen = { method: request.method ?? '', path, headers: request.headers, body };
      requests.push(seen);
      const script = scripts.get(path) ?? [];
      const reply = script.length > 1 ? script.shift() : script[0];
      if (reply === undefined) response.writeHead(404).end();
      else reply(response, seen);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    get openSockets() {
      return sockets.size;
    },
    to: (path) => requests.filter((request) => request.path === path),
    on: (path, ...replies) => {
      scripts.set(path, [...replies]);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
