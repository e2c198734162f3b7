import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Check } from '../jobs/shapes.ts';
import { askServer } from './ask-server.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, warning } from './line.ts';

const reinstall = 'Install the plugin codex-pro again (in Claude Code: /plugin), and start the host again.';

/** Each server that lies beside this one, or that the plugin names, starts and lists its tools. */
export async function checkBundles({ product, signal }: CheckContext): Promise<readonly Check[]> {
  const folder = dirname(product.bundle);
  const lying = (await readdir(folder))
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => name.slice(0, -4));
  if (lying.length === 0)
    return [warning('servers', `No bundles lie in ${folder}: this runs from source.`, null)];
  const names = [...new Set([...lying, ...(await namedByPlugin(folder))])].sort();
  return Promise.all(
    names.map(async (name): Promise<Check> => {
      const check = `server ${name}`;
      if (!lying.includes(name))
        return failed(check, `${join(folder, `${name}.mjs`)} is missing.`, reinstall);
      try {
        const { names: tools, ms } = await askServer(join(folder, `${name}.mjs`), product.env, signal);
        return ok(check, `Starts and lists ${tools.length} tools in ${Math.round(ms)} ms.`);
      } catch (error) {
        if (signal.aborted) throw error;
        return failed(
          check,
          `It does not start: ${error instanceof Error ? error.message : String(error)}`,
          reinstall,
        );
      }
    }),
  );
}

const mcpFile = z.object({ mcpServers: z.record(z.string(), z.unknown()) });

/** The servers of the plugin's own list, where these bundles lie in a plugin. */
async function namedByPlugin(folder: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(join(folder, '..', '.mcp.json'), 'utf8');
  } catch {
    return []; // Bundles that were copied elsewhere work without the plugin.
  }
  return Object.keys(mcpFile.parse(JSON.parse(text)).mcpServers);
}
