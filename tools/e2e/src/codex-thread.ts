import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A conversation with `codex app-server`, the program behind the terminal and the editors. */
export interface CodexThread {
  /** Has the model take a turn. Resolves when it has begun. */
  say(text: string): Promise<void>;
  /** Stops the turn, as Esc does. Resolves when it has ended. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly turn?: { readonly id: string; readonly status: string } };
  readonly result?: { readonly thread?: { readonly id: string }; readonly turn?: { readonly id: string } };
  readonly error?: { readonly message: string };
}

export async function openThread(
  command: string,
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<CodexThread> {
  const server = spawn(command, ['app-server'], { ...place, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(server, 'close');
  const waiting = new Map<number, PromiseWithResolvers<NonNullable<Message['result']>>>();
  const completed = Promise.withResolvers<string>();
  createInterface({ input: server.stdout }).on('line', (line) => {
    const { id, method, params, result, error } = JSON.parse(line) as Message;
    if (method === 'turn/completed') completed.resolve(params?.turn?.status ?? '');
    if (method !== undefined || id === undefined) return;
    if (error === undefined) waiting.get(id)?.resolve(result ?? {});
    else waiting.get(id)?.reject(new Error(error.message));
  });
  const send = (message: object) => server.stdin.write(`${JSON.stringify(message)}\n`);
  const request = (method: string, params: object) => {
    const id = waiting.size + 1;
    const answer = Promise.withResolvers<NonNullable<Message['result']>>();
    waiting.set(id, answer);
    send({ id, method, params });
    return answer.promise;
  };

  await request('initialize', { clientInfo: { name: 'e2e', title: null, version: '1.0.0' } });
  send({ method: 'initialized' });
  const { thread } = await request('thread/start', { cwd: place.cwd, approvalPolicy: 'never' });
  const threadId = thread?.id ?? '';
  let turnId = '';
  return {
    async say(text) {
      const { turn } = await request('turn/start', { threadId, input: [{ type: 'text', text }] });
      turnId = turn?.id ?? '';
    },
    async interrupt() {
      await request('turn/interrupt', { threadId, turnId });
      const status = await completed.promise;
      if (status !== 'interrupted') throw new Error(`The turn was not interrupted: ${status}`);
    },
    async close() {
      server.stdin.end();
      server.kill('SIGTERM');
      await ended;
    },
  };
}
