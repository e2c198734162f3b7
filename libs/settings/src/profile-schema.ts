import * as z from 'zod';
import { duration, flag, limit, list, oneOf, prose, size, text, whole } from './kinds-of-value.ts';
import { rescueSettings } from './rescue-settings.ts';
import { group, type Resolved, type SettingGroup, schemaOf, setting, table } from './setting.ts';
import { sharedSettings } from './shared-settings.ts';

const caps = size('1b', '64mb');

/** What a role may report: the words of a review's findings. A test of the review server compares. */
export const reviewCategories = [
  'correctness',
  'security',
  'reliability',
  'performance',
  'contract',
  'tests',
  'docs',
] as const;

/** A role of the user's own: text for the model, by the user and nobody else. */
const role = z.strictObject(
  {
    looks_for: prose(2_000),
    must_not_report: prose(2_000).exactOptional(),
    categories: list(oneOf(...reviewCategories), reviewCategories.length).exactOptional(),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type' ? 'must be {looks_for, must_not_report, categories}' : undefined,
  },
);

/** What only a review has. */
const review = group({
  depth: setting(oneOf('quick', 'standard', 'deep'), 'standard', { argument: 'depth' }),
  roles: setting(list(text(40), 16), null, { argument: 'roles', project: 'set' }),
  define_roles: table(role),
  max_findings: setting(whole(1, 500), 20, { argument: 'max_findings', project: 'lower' }),
  caps: group({
    file: setting(caps, '256kb', { project: 'lower' }),
    total: setting(caps, '2mb', { project: 'lower' }),
  }),
  ignore: setting(list(text(500), 200), [], { project: 'add' }),
  focus: setting(prose(2_000), null, { argument: 'focus', project: 'set' }),
  /** The stop gate: a review when a host's session stops. A project can neither switch it on nor change it. */
  gate: group({
    enabled: setting(flag, false),
    /** Reviews in one session, at most. */
    rounds: setting(whole(1, 100), 5),
    /** USD in one session, at most, by API prices. */
    budget: setting(limit(z.number().positive().max(10_000), 'must be USD above 0, or none'), 'none'),
    /** It has answered by then, whatever the review does. */
    clock: setting(duration('1ms', '14m'), '5m'),
    /** Findings of this priority or worse block. */
    priority: setting(whole(0, 3), 1),
  }),
});

/** What only a batch has. */
const batch = group({
  /** The most calls at once; how many there are below it, the batch finds by itself. */
  concurrency: setting(whole(1, 256), 32, { argument: 'concurrency' }),
  chunk_tokens: setting(whole(50, 500_000), 2_000, { argument: 'chunk_tokens' }),
  overlap_tokens: setting(whole(0, 100_000), 0, { argument: 'overlap_tokens' }),
  /** The folder of outputs where a call names none; in it, one for each source. */
  outputs: setting(text(1_000), 'codex-batch'),
  /** Folders outside the workspace that a batch may read from and write to. */
  folders: setting(list(text(4_096), 50), []),
});

/** The settings of the machine's jobs; the same for every capability. */
export const jobsSettings = group({
  workers: setting(whole(1, 256), 8),
  retention: setting(duration('1ms', '3650d'), '30d'),
  on_host_cancel: setting(oneOf('auto', 'cancel', 'detach'), 'auto'),
});

/** What each capability shares with all, with its own job clock (DESIGN §4). */
export const capabilityShared = {
  review: group(sharedSettings('45m')),
  rescue: group(sharedSettings('4h')),
  batch: group(sharedSettings('24h')),
  jobs: group(sharedSettings('45m')),
} as const;

/** What each capability has alone. */
export const capabilityOwn = {
  review,
  rescue: rescueSettings,
  batch,
  jobs: group({}),
} as const;

export type Capability = keyof typeof capabilityOwn;

/** The section of one capability, resolved: durations in milliseconds, sizes in bytes. */
export type CapabilitySettings<Name extends Capability> = Resolved<(typeof capabilityOwn)[Name]>;
export type ReviewSettings = CapabilitySettings<'review'>;

function section(name: Exclude<Capability, 'jobs'>): SettingGroup {
  return group({ ...capabilityShared[name].members, ...capabilityOwn[name].members });
}

/** The sections of a profile, without its overlays. */
export const profileSections: SettingGroup = group({
  defaults: capabilityShared.review,
  review: section('review'),
  rescue: section('rescue'),
  batch: section('batch'),
  jobs: jobsSettings,
});

let schema: z.ZodType | undefined;

/** The whole profile: the sections, and `profiles`, named overlays of the same sections. Built when first asked for. */
export function profileSchema(): z.ZodType {
  if (schema !== undefined) return schema;
  const sections = schemaOf(profileSections);
  if (!(sections instanceof z.ZodObject)) throw new TypeError('A group has an object for its schema.');
  const overlays = z.record(z.string().min(1).max(100), sections, { error: 'must be a mapping of profiles' });
  schema = sections.extend({ profiles: overlays.optional() });
  return schema;
}
