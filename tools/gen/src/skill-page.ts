import { readFileSync } from 'node:fs';
import { registeredName } from './launch.ts';
import { generatedComment, product } from './product.ts';
import type { Server } from './servers.ts';
import type { Skill } from './skills.ts';

/** Hosts have a /review, a /status and more of their own. */
export function skillName(skill: Skill): string {
  return `${product.name}-${skill.name}`;
}

/** What a skill does in hosts that have no teammates of Claude's. */
export function descriptionOf(skill: Skill): string {
  return skill.descriptionElsewhere ?? skill.description;
}

/** `SKILL.md` for a host that knows no more than the open format: a name and a description. */
export function skillPage(skill: Skill, servers: readonly Server[]): string {
  return [
    '---',
    `name: ${skillName(skill)}`,
    `description: ${descriptionOf(skill)}`,
    '---',
    '',
    `<!-- ${generatedComment} -->`,
    '',
    toolsOf(skill, servers),
    stepsOf(skill),
  ].join('\n');
}

/** Which tools it takes, by the server that has them: each host makes another name of the two. */
export function toolsOf(skill: Skill, servers: readonly Server[]): string {
  const used = servers.flatMap((server) => {
    const tools = skill.tools
      .filter((tool) => tool.startsWith(`${server.name}/`))
      .map((tool) => tool.split('/')[1]);
    return tools.length === 0 ? [] : [`- \`${registeredName(server)}\`: \`${tools.join('`, `')}\``];
  });
  return ['The tools, by MCP server:', '', ...used, ''].join('\n');
}

/** What to do, step by step; written by hand. */
export function stepsOf(skill: Skill): string {
  return readFileSync(new URL(`./skill-steps/${skill.name}.md`, import.meta.url), 'utf8');
}
