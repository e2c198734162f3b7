import { jsonText } from './json-text.ts';
import { eachServer, fromPackage } from './launch.ts';
import { generatedComment, generatedNote, product } from './product.ts';
import type { Server } from './servers.ts';
import { skillName, skillPage } from './skill-page.ts';
import { skills } from './skills.ts';

const folder = 'plugins/codex';

/** Codex starts servers with HOME, PATH and little else: what else a server reads must be named. */
const environment = [
  'CODEX_PRO_HOME',
  'CODEX_PRO_BASE_URL',
  'CODEX_PRO_API_KEY',
  'CODEX_PRO_AUTH',
  'CODEX_PRO_CHATGPT_URL',
  'CODEX_PRO_MODEL',
  'CODEX_PRO_WORKSPACE',
  'CODEX_PRO_LOG',
  'OPENAI_API_KEY',
  'CODEX_API_KEY',
  'CODEX_HOME',
  'CODEX_REFRESH_TOKEN_URL_OVERRIDE',
  'CODEX_CA_CERTIFICATE',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

/** Codex leaves such a skill out of what its model sees (seen with 0.169.0); `$name` starts it. */
const onlyByUser = `# ${generatedComment}
policy:
  allow_implicit_invocation: false
`;

/**
 * The plugin for the Codex CLI, and the marketplace that lists it. Its servers are started from their packages: only a
 * server's `cwd` may name the plugin's folder there, and that would take the workspace's place. Without this marketplace Codex
 * takes Claude Code's, whose variable for the plugin's folder it leaves as it is (seen with 0.169.0).
 */
export function codexPlugin(servers: readonly Server[]): Map<string, string> {
  const server = (one: Server) => ({
    ...fromPackage(one),
    env_vars: environment,
    startup_timeout_sec: 60,
    tool_timeout_sec: 180,
  });
  const files = new Map([
    [
      `${folder}/.codex-plugin/plugin.json`,
      jsonText({
        _generated: generatedNote,
        name: product.name,
        version: product.version,
        description: product.description,
        author: { name: product.author },
        license: product.license,
        keywords: product.keywords,
        skills: './skills/',
        mcpServers: './.mcp.json',
        interface: {
          displayName: product.name,
          shortDescription: 'Reviews, tasks and batches as jobs of their own',
          longDescription: product.description,
          developerName: product.author,
          category: 'Developer Tools',
          capabilities: ['Read', 'Write'],
        },
      }),
    ],
    [`${folder}/.mcp.json`, jsonText({ _generated: generatedNote, mcpServers: eachServer(servers, server) })],
    [
      '.agents/plugins/marketplace.json',
      jsonText({
        _generated: generatedNote,
        name: product.name,
        interface: { displayName: product.name },
        plugins: [
          {
            name: product.name,
            source: { source: 'local', path: `./${folder}` },
            policy: { installation: 'AVAILABLE', authentication: 'ON_INSTALL' },
            category: 'Developer Tools',
          },
        ],
      }),
    ],
  ]);
  for (const skill of skills) {
    const place = `${folder}/skills/${skillName(skill)}`;
    files.set(`${place}/SKILL.md`, skillPage(skill, servers));
    if (skill.onlyByUser) files.set(`${place}/agents/openai.yaml`, onlyByUser);
  }
  return files;
}
