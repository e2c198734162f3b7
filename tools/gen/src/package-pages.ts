import { jsonText } from './json-text.ts';
import { fromPackage, registeredName } from './launch.ts';
import { generatedComment } from './product.ts';
import { toolTable } from './server-pages.ts';
import type { Server } from './servers.ts';

/** The page that npm shows of each server's package. */
export function packagePages(servers: readonly Server[]): Map<string, string> {
  return new Map(servers.map((server) => [`servers/${server.name}/README.md`, packagePage(server, servers)]));
}

function packagePage(server: Server, servers: readonly Server[]): string {
  const others = servers.filter((one) => one !== server).map((one) => `\`${one.packageName}\``);
  const registered = { mcpServers: { [registeredName(server)]: fromPackage(server) } };
  return `<!-- ${generatedComment} -->

# ${server.packageName}

${server.description} A part of codex-pro: Codex (OpenAI's coding models) over direct HTTPS.

\`\`\`json
${jsonText(registered)}\`\`\`

in the \`mcp.json\` of a host. It needs Node 22.19 or newer and nothing else, and works without the other servers
(${others.join(', ')}), which share its jobs and settings.${loginOf(server)}

${toolTable(server, (name) => `\`${name}\``)}

The same tools from a terminal: \`npx -y ${server.packageName} run --help\`.

MIT.
`;
}

function loginOf(server: Server): string {
  if (server.name === 'jobs') return ' It calls no model.';
  return ` Your login is that of the Codex CLI (\`codex
login\`), or a key in \`CODEX_PRO_API_KEY\`. A call that takes long becomes a job: \`@codex-pro/jobs\` shows, waits for and cancels it.`;
}
