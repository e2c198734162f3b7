import { fileURLToPath } from 'node:url';
import type { Handshake } from '@codex-pro/mcp';
import { stateHome } from '@codex-pro/settings';
import { keepCompiledCode } from './compiled-code.ts';
import { isNodeTooOld, nodeTooOldHint, nodeTooOldMessage, type Product } from './product.ts';
import type { ServerDefinition } from './server-definition.ts';

export interface Faces {
  readonly name: string;
  readonly version: string;
  /** `import.meta.url` of the entry file. */
  readonly entry: string;
  /** What `handshake` printed when the server was last generated: MCP is served from it until a tool is called. */
  readonly handshake?: () => Promise<Handshake>;
  /** Loads the server's tools; not called for `--version`, and by MCP not before it is needed. */
  readonly load: (product: Product) => Promise<ServerDefinition>;
  /** Programs of this server alone, by the word that starts them. Each resolves with the exit code, on any Node. */
  readonly own?: Readonly<Record<string, (product: Product) => Promise<number>>>;
}

/**
 * The three faces of one executable: no argument serves MCP, `run` is the terminal, `work <job-id>` a worker. Everything
 * but this file is loaded by the face that needs it, and nothing of it needs a new Node until a tool is called. Internal,
 * for the generator: `handshake` prints what a server says before it is called.
 */
export async function runFaces(faces: Faces): Promise<void> {
  // Imported it would make every name of it, 4 ms at each start; a Node that lacks this is too old, and is told so.
  const { realpathSync } = process.getBuiltinModule?.('node:fs') ?? (await import('node:fs'));
  const product: Product = {
    name: faces.name,
    version: faces.version,
    bundle: realpathSync(fileURLToPath(faces.entry)),
    env: process.env,
  };
  const [face, ...rest] = process.argv.slice(2);
  if (face === '--version' || face === '-v') return print(`codex-pro ${faces.name} ${faces.version}\n`);
  const own = face !== undefined && Object.hasOwn(faces.own ?? {}, face) ? faces.own?.[face] : undefined;
  if (own !== undefined) {
    process.exitCode = await own(product);
    return;
  }
  const load = async (): Promise<ServerDefinition> => {
    const { compileNoSchemas } = await import('./compile-no-schemas.ts');
    compileNoSchemas();
    return faces.load(product);
  };
  if (face === undefined || face === 'handshake') {
    const { printHandshake, serveFace } = await import('./serve-face.ts');
    if (face === 'handshake') return print(await printHandshake(await load(), product));
    return serveFace(product, load, await faces.handshake?.());
  }
  if (isNodeTooOld(process.versions.node)) {
    process.stderr.write(`${nodeTooOldMessage(process.versions.node)}. ${nodeTooOldHint}\n`);
    process.exitCode = 2;
    return;
  }
  if (face === 'work') {
    keepCompiledCode(process.env['CODEX_PRO_HOME']);
    const [{ workFace }, definition] = await Promise.all([import('./work-face.ts'), load()]);
    process.exitCode = await workFace(definition, product, rest);
    return;
  }
  keepCompiledCode(stateHome(process.env));
  const [{ terminalFace }, definition] = await Promise.all([import('./terminal/terminal-face.ts'), load()]);
  process.exitCode = await terminalFace(definition, product, process.argv.slice(2));
}

function print(text: string): void {
  process.stdout.write(text);
}
