import { jsonText } from './json-text.ts';
import { eachServer, fromBundle, fromPackage, type Launch, registeredName } from './launch.ts';
import { generatedComment, product } from './product.ts';
import type { Server } from './servers.ts';
import { skills } from './skills.ts';

/** A host whose servers stand in a file of settings. */
interface Host {
  readonly page: string;
  readonly title: string;
  /** Where the snippet goes. */
  readonly place: string;
  /** How a server finds the project there. */
  readonly workspace: string;
  readonly snippet: (servers: Readonly<Record<string, Launch>>) => unknown;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: the editors put the open folder there.
const openFolder = { CODEX_PRO_WORKSPACE: '${workspaceFolder}' };

const each = (servers: Readonly<Record<string, Launch>>, more: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(servers).map(([name, launch]) => [name, { ...launch, ...more }]));

const hosts: readonly Host[] = [
  {
    page: 'cursor',
    title: 'Cursor',
    place: 'Into `.cursor/mcp.json` of a project.',
    workspace: 'The project is the open folder.',
    snippet: (servers) => ({ mcpServers: each(servers, { env: openFolder }) }),
  },
  {
    page: 'vscode',
    title: 'VS Code',
    place: 'Into `.vscode/mcp.json` of a project.',
    workspace: 'The project is the open folder.',
    snippet: (servers) => ({
      servers: Object.fromEntries(
        Object.entries(servers).map(([name, launch]) => [
          name,
          { type: 'stdio', ...launch, env: openFolder },
        ]),
      ),
    }),
  },
  {
    page: 'zed',
    title: 'Zed',
    place: 'Into the settings (`zed: open settings file`), or `.zed/settings.json` of a project.',
    workspace:
      'The project is the folder that Zed starts the server in; where that is not yours, pass `workspace`.',
    snippet: (servers) => ({ context_servers: each(servers, { env: {} }) }),
  },
  {
    page: 'generic',
    title: 'any host with an `mcp.json`',
    place: 'Into the file where the host keeps its servers, often `mcp.json`.',
    workspace:
      "The project is the first root that the host offers, else the folder that it starts the server in; `CODEX_PRO_WORKSPACE` in the server's `env` decides for both.",
    snippet: (servers) => ({ mcpServers: servers }),
  },
];

/** A page a host: what to paste, and where. */
export function hostPages(servers: readonly Server[]): Map<string, string> {
  const pages = new Map(hosts.map((host) => [`docs/hosts/${host.page}.md`, pageOf(host, servers)]));
  return pages.set('docs/hosts/codex.md', codexPage(servers)).set('docs/hosts/gemini.md', geminiPage());
}

const clone = '/path/to/codex-pro/plugins/codex-pro/dist';
const each4 = 'Each server works by itself: leave out those that you do not want.';
const unpublished = `From npm, once version ${product.version} is published there; until then use the clone.`;

function pageOf(host: Host, servers: readonly Server[]): string {
  const snippet = (launch: (server: Server) => Launch) => jsonText(host.snippet(eachServer(servers, launch)));
  return `<!-- ${generatedComment} -->

# codex-pro in ${host.title}

${host.place} ${each4} ${host.workspace}

From a clone of this repository, with Node 22.19 or newer; write your own path:

\`\`\`json
${snippet((server) => fromBundle(server, clone))}\`\`\`

${unpublished}

\`\`\`json
${snippet(fromPackage)}\`\`\`
`;
}

function codexPage(servers: readonly Server[]): string {
  const register = servers.map((server) => {
    const { command, args } = fromBundle(server, clone);
    return `codex mcp add ${registeredName(server)} -- ${[command, ...args].join(' ')}`;
  });
  return `<!-- ${generatedComment} -->

# codex-pro in the Codex CLI

From a clone of this repository, with Node 22.19 or newer; write your own path. ${each4}

\`\`\`sh
${register.join('\n')}
\`\`\`

The project is the folder that Codex works in. Codex gives a server few variables: a key, a proxy or a \`CODEX_PRO_HOME\` is
named in \`env_vars\` of the server's table in \`~/.codex/config.toml\`. Without somebody to ask, \`codex exec\` refuses tools
that are not read-only, unless the table says \`default_tools_approval_mode = "approve"\`. With \`required = true\` the first
turn waits for the server. A server's own limit there is \`tool_timeout_sec\`: keep it above \`wait_seconds\`. A call that is
cut off loses nothing: the job goes on. So it does when you interrupt a turn, since Codex tells a server the same then as at its
own limit: \`cancel_job\` ends it, and \`jobs.on_host_cancel: cancel\` in your \`profile.yaml\` lets both end it. A server that
died is started again only in a new session; its jobs go on meanwhile.

The plugin in \`plugins/codex\` brings the four servers, started from npm, and a skill for each command of codex-pro, named
\`codex-pro-review\` and so on, since Codex has a \`/review\` of its own. It works once version ${product.version} is published:

\`\`\`sh
codex plugin marketplace add /path/to/codex-pro
codex plugin add ${product.name}@${product.name}
\`\`\`
`;
}

function geminiPage(): string {
  return `<!-- ${generatedComment} -->

# codex-pro in the Gemini CLI

The repository is an extension: \`gemini-extension.json\` in its root names the four servers and starts them from the bundles
beside it, with Node 22.19 or newer.

\`\`\`sh
gemini extensions install /path/to/codex-pro
\`\`\`

It asks whether you trust the folder, and copies it: take a clone in which no dependencies are installed, or use
\`gemini extensions link\`, which copies nothing. \`gemini mcp list\` then shows four servers that are connected.

The commands are those of Claude Code: ${skills.map((skill) => `\`/${product.name}:${skill.name}\``).join(', ')}.
Those that a model may start by itself are skills too. Tools that are not read-only are asked for before they run.

The project is the folder that Gemini works in. Restart the CLI after an update.
`;
}
