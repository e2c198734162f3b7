import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';

/** The least that can be done: so many POSTs at once over undici; with `folder` each answer is written, temp + rename. Calls a second. */
export async function bareLoop(options: {
  readonly url: string;
  readonly calls: number;
  readonly concurrency: number;
  readonly body: string;
  readonly folder: string | null;
}): Promise<number> {
  const { url, calls, concurrency, body, folder } = options;
  const dispatcher = new Agent({ allowH2: false, connections: concurrency });
  const headers = {
    authorization: 'Bearer emulator-key',
    'content-type': 'application/json',
    accept: 'text/event-stream',
  };
  if (folder !== null) await mkdir(folder, { recursive: true });
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < calls) {
      const number = next;
      next += 1;
      const answer = await request(`${url}/responses`, { method: 'POST', headers, body, dispatcher });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || !text.includes('response.completed')) {
        throw new Error(`The bare request was refused: ${text.slice(0, 300)}`);
      }
      if (folder === null) continue;
      await writeFile(join(folder, `.${number}.tmp`), text);
      await rename(join(folder, `.${number}.tmp`), join(folder, `${number}.md`));
    }
  };
  const began = performance.now();
  try {
    await Promise.all(Array.from({ length: concurrency }, one));
  } finally {
    await dispatcher.close();
  }
  return calls / ((performance.now() - began) / 1000);
}
