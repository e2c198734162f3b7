import { jsonText } from './json-text.ts';
import { eachServer, fromBundle } from './launch.ts';
import { generatedComment, generatedNote, product } from './product.ts';
import type { Server } from './servers.ts';
import { descriptionOf, skillName, skillPage, stepsOf, toolsOf } from './skill-page.ts';
import { type Skill, skills } from './skills.ts';

/**
 * The Gemini CLI extension. It lies in the repository's root: from there `gemini extensions install` takes it, and wants
 * `commands` and `skills` beside the manifest. Commands are started by the user; skills, without those that only the user may
 * start, by the model.
 */
export function geminiExtension(servers: readonly Server[]): Map<string, string> {
  const manifest = {
    _generated: generatedNote,
    name: product.name,
    version: product.version,
    description: product.description,
    mcpServers: eachServer(servers, (server) =>
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Gemini CLI puts the extension's folder there.
      fromBundle(server, '${extensionPath}/plugins/codex-pro/dist'),
    ),
  };
  return new Map([
    ['gemini-extension.json', jsonText(manifest)],
    ...skills.map((skill) => [commandPath(skill), command(skill, servers)] as const),
    ...skills
      .filter((skill) => !skill.onlyByUser)
      .map((skill) => [`skills/${skillName(skill)}/SKILL.md`, skillPage(skill, servers)] as const),
  ]);
}

/** The folder is the part before the colon: `/codex-pro:review`, as in Claude Code. */
function commandPath(skill: Skill): string {
  return `commands/${product.name}/${skill.name}.toml`;
}

function command(skill: Skill, servers: readonly Server[]): string {
  const prompt = `${toolsOf(skill, servers)}
The user's arguments, as typed:

<arguments>
{{args}}
</arguments>

${stepsOf(skill)}`;
  // A literal string of TOML takes everything as it is but its own end; Gemini runs !{…} and reads @{…}.
  if (/'''|[!@]\{/.test(prompt)) throw new Error(`The steps of ${skill.name} hold ''', !{ or @{.`);
  return `# ${generatedComment}
description = ${JSON.stringify(descriptionOf(skill))}
prompt = '''
${prompt}'''
`;
}
