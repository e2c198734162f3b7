import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Check } from '../jobs/setup-shape.ts';
import { askServer } from './ask-server.ts';
import { capabilities } from './capabilities.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, warning } from './line.ts';
import { untilDeadline } from './until-deadline.ts';

const reinstall = 'Install the plugin codex-pro again (in Claude Code: /plugin), and start the host again.';
/** A server ends so many milliseconds before all the checks have to, so that each has a line of its own. */
const lineMs = 200;

/** Each server that lies beside this one, or that the plugin names, starts and lists its tools. */
export async function checkBundles({ product, signal, endsAt }: CheckContext): Promise<readonly Check[]> {
  const folder = dirname(product.bundle);
  const lying = (await readdir(folder).catch(() => []))
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => name.slice(0, -4));
  if (lying.length === 0)
    return [warning('servers', `No bundles lie in ${folder}: this runs from source.`, null)];
  const names = [...new Set([...lying, ...(await namedByPlugin(folder))])].sort();
  const serverMs = Math.max(lineMs, endsAt - performance.now() - lineMs);
  const lines = names.map((name) =>
    untilDeadline(`server ${name}`, serverMs, signal, async (limited) => [
      lying.includes(name)
        ? await startsAndLists(name, join(folder, `${name}.mjs`), product.env, limited)
        : failed(`server ${name}`, `${join(folder, `${name}.mjs`)} is missing.`, reinstall),
    ]),
  );
  const absent = capabilities.filter((name) => !names.includes(name));
  const others = absent.length === 0 ? [] : [ok('other servers', notBeside(absent))];
  return [...(await Promise.all(lines)).flat(), ...others];
}

/** No fault: each server is a package of its own, and works without the others. */
function notBeside(names: readonly string[]): string {
  return `Not installed beside this one: ${names.join(', ')}. Each works by itself, from a package of its own.`;
}

async function startsAndLists(
  name: string,
  bundle: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Check> {
  try {
    const { names, ms } = await askServer(bundle, env, signal);
    const tools = `${names.length} tool${names.length === 1 ? '' : 's'}`;
    return ok(`server ${name}`, `Starts and lists ${tools} in ${Math.round(ms)} ms.`);
  } catch (error) {
    if (signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return failed(`server ${name}`, `It does not start: ${why}`, reinstall);
  }
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
