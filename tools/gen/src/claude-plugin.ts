import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from './json-text.ts';
import { eachServer, fromBundle } from './launch.ts';
import { generatedComment, generatedNote, product, repositoryRoot } from './product.ts';
import type { Server } from './servers.ts';
import { type Skill, skills } from './skills.ts';

const folder = 'plugins/codex-pro';

/**
 * The Claude Code plugin and the marketplace that lists it. `claude plugin validate --strict` refuses keys that it does not
 * know in plugin.json and marketplace.json, so these two cannot say that they are generated.
 */
export function claudePlugin(servers: readonly Server[]): Map<string, string> {
  const about = {
    name: product.name,
    version: product.version,
    description: product.description,
    author: { name: product.author },
    license: product.license,
    keywords: product.keywords,
  };
  const { author: _, ...listed } = about;
  const files = new Map([
    [`${folder}/.claude-plugin/plugin.json`, jsonText(about)],
    [
      `${folder}/.mcp.json`,
      jsonText({
        _generated: generatedNote,
        mcpServers: eachServer(
          servers,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Claude Code puts the plugin's folder there.
          (server) => fromBundle(server, '${CLAUDE_PLUGIN_ROOT}/dist'),
          (server) => server.name,
        ),
      }),
    ],
    [
      '.claude-plugin/marketplace.json',
      jsonText({
        name: product.name,
        owner: { name: product.author },
        metadata: { description: product.description, version: product.version },
        plugins: [{ ...listed, source: `./${folder}`, category: 'development' }],
      }),
    ],
  ]);
  for (const skill of skills) {
    const path = `${folder}/skills/${skill.name}/SKILL.md`;
    files.set(path, frontmatter(skill) + bodyOf(readFileSync(join(repositoryRoot, path), 'utf8'), path));
  }
  return files;
}

/** The head of a skill page is written from its description; the text below it is written by hand, for Claude Code. */
function frontmatter(skill: Skill): string {
  const tools = skill.tools.map((tool) => `mcp__plugin_${product.name}_${tool.replace('/', '__')}`);
  return [
    '---',
    `# this head is ${generatedComment}`,
    `name: ${skill.name}`,
    `description: ${skill.description}`,
    `argument-hint: ${JSON.stringify(skill.argumentHint)}`,
    ...(skill.onlyByUser ? ['disable-model-invocation: true'] : []),
    `allowed-tools: ${[...tools, ...(skill.alsoAllowed ?? [])].join(', ')}`,
    '---',
    '',
  ].join('\n');
}

function bodyOf(page: string, path: string): string {
  const end = page.indexOf('\n---\n', 4);
  if (!page.startsWith('---\n') || end < 0) throw new Error(`${path} has no head between two lines of ---.`);
  return page.slice(end + '\n---\n'.length);
}
