import { decide, decideEntries, type Remarks } from './decide.ts';
import type { Decision, Layers } from './layers.ts';
import type { Resolved, SettingGroup, SettingNode } from './setting.ts';

/** Where a tree of settings is looked for, and what its keys are called in the sources. */
export interface TreePlace {
  /** The sections of a profile that may hold it, best first. */
  readonly sections: readonly string[];
  /** In front of each key. */
  readonly label: string;
}

/** Resolves trees of settings, and remembers each decision by its key. */
export interface SettingReader {
  readonly decisions: ReadonlyMap<string, Decision>;
  resolve<Node extends SettingGroup>(node: Node, place: TreePlace): Resolved<Node>;
}

export function settingReader(layers: Layers, remarks: Remarks): SettingReader {
  const decisions = new Map<string, Decision>();

  function resolved(node: SettingNode, path: readonly string[], place: TreePlace): unknown {
    const name = `${place.label}${path.join('.')}`;
    if (node.kind === 'setting') {
      const decision = decide(layers, { setting: node, path, sections: place.sections }, remarks);
      decisions.set(name, decision);
      return decision.value;
    }
    if (node.kind === 'table') {
      const entries = decideEntries(layers, node, { path, sections: place.sections });
      for (const [entry, decision] of entries) decisions.set(`${name}.${entry}`, decision);
      return Object.fromEntries([...entries].map(([entry, { value }]) => [entry, value]));
    }
    const members = Object.entries(node.members);
    return Object.fromEntries(
      members.map(([member, child]) => [member, resolved(child, [...path, member], place)]),
    );
  }

  return {
    decisions,
    // resolved makes of each kind of node what Resolved says of it.
    resolve: <Node extends SettingGroup>(node: Node, place: TreePlace) =>
      resolved(node, [], place) as Resolved<Node>,
  };
}
