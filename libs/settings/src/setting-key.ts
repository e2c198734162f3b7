import { z } from 'zod';
import type { SettingNode } from './setting.ts';

/** The names that may follow a path in a profile; empty where the user chooses them, or nothing may. */
export function namesIn(sections: SettingNode, path: readonly string[]): readonly string[] {
  if (path.length === 0) return [...namesBelow(sections, path), 'profiles'];
  if (path[0] !== 'profiles') return namesBelow(sections, path);
  return path.length === 1 ? [] : namesBelow(sections, path.slice(2));
}

function namesBelow(node: SettingNode, path: readonly string[]): readonly string[] {
  const [name, ...rest] = path;
  if (node.kind === 'group') {
    if (name === undefined) return Object.keys(node.members);
    const member = Object.hasOwn(node.members, name) ? node.members[name] : undefined;
    return member === undefined ? [] : namesBelow(member, rest);
  }
  const entry = node.kind === 'table' && path.length === 1 ? node.entry : undefined;
  return entry instanceof z.ZodObject ? Object.keys(entry.shape) : [];
}
