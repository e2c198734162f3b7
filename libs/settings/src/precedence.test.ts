import fc from 'fast-check';
import { expect, test } from 'vitest';
import { userProfilePath } from './homes.ts';
import type { Layers } from './layers.ts';
import { capabilityOwn, capabilityShared, jobsSettings } from './profile-schema.ts';
import type { ProjectProfile } from './project-profile.ts';
import { resolve } from './resolve-settings.ts';

const absent = undefined;
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: absent, freq: 1 });
const count = maybe(fc.integer({ min: 1, max: 500 }));
const model = maybe(fc.constantFrom('a', 'b', 'c', 'd'));
const seconds = maybe(fc.integer({ min: 1, max: 2_000 }).map((n) => `${n}s`));
const dollars = maybe(fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant('none')));

const section = fc.record({
  model,
  max_findings: count,
  clocks: fc.record({ idle: seconds }),
  budget: fc.record({ usd: dollars }),
});
const defaults = fc.record({
  model,
  clocks: fc.record({ idle: seconds }),
  budget: fc.record({ usd: dollars }),
});
const sections = fc.record({ review: section, defaults });

const world = fc.record({
  argument: fc.record({ model, max_findings: count, budget_usd: maybe(fc.integer({ min: 1, max: 100 })) }),
  environment: model,
  project: maybe(sections),
  overlay: maybe(sections),
  user: maybe(sections),
  config: model,
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function layersOf(told: World): Layers {
  const lineOf = () => 1;
  const project: ProjectProfile | null =
    told.project === undefined ? null : { path: 'project', data: told.project, lineOf, refused: [] };
  const overlays = told.overlay === undefined ? {} : { profiles: { chosen: told.overlay } };
  return {
    arguments: told.argument,
    env: told.environment === undefined ? {} : { CODEX_PRO_MODEL: told.environment },
    project,
    overlay: told.overlay === undefined ? null : 'chosen',
    user: { path: userProfilePath('home'), data: { ...told.user, ...overlays }, lineOf },
    config: {
      path: 'config.toml',
      values: new Map(told.config === undefined ? [] : [['model', told.config]]),
      broken: new Map(),
      warnings: [],
      provider: null,
      apiKeyEnv: null,
      credentialsStore: null,
    },
  };
}

const resolved = (told: World) => {
  const request = { capability: 'review', arguments: {}, env: {}, workspace: '/' } as const;
  return resolve(request, layersOf(told), false);
};

function milliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number.parseInt(text, 10) * 1_000;
}

test('whatever layers speak, the first in the order of precedence is heard', () => {
  fc.assert(
    fc.property(world, (told) => {
      const { overlay, user } = told;
      const { settings, sources } = resolved(told);
      const expected =
        told.argument.model ??
        told.environment ??
        overlay?.review.model ??
        overlay?.defaults.model ??
        user?.review.model ??
        user?.defaults.model ??
        told.config ??
        null;
      expect(settings.model).toBe(expected);
      expect(sources['model']?.value).toBe(expected);
      const below = overlay?.review.max_findings ?? user?.review.max_findings ?? 20;
      const project = told.project?.review.max_findings;
      const narrowed = project !== undefined && project <= below ? project : below;
      expect(settings.capability.max_findings).toBe(told.argument.max_findings ?? narrowed);
    }),
    { numRuns: 500 },
  );
});

test('a project never widens a limit, and what it may not is listed', () => {
  fc.assert(
    fc.property(world, (told) => {
      const { settings, refused } = resolved(told);
      const without = resolved({ ...told, project: undefined }).settings;
      const limits = (of: typeof settings) => [
        of.clocks.idle,
        of.capability.max_findings,
        of.budget.usd ?? Number.POSITIVE_INFINITY,
      ];
      const before = limits(without);
      for (const [index, limit] of limits(settings).entries())
        expect(limit).toBeLessThanOrEqual(before[index] ?? 0);
      expect(settings.model).toBe(without.model);
      for (const name of ['review', 'defaults'] as const) {
        const wanted = milliseconds(told.project?.[name].clocks.idle);
        const tooMuch = wanted !== undefined && wanted > without.clocks.idle;
        expect(refused.some(({ key }) => key === `${name}.clocks.idle`)).toBe(tooMuch);
      }
    }),
    { numRuns: 500 },
  );
});

test('a project may touch nothing but ignore globs, focus, roles, findings, caps, budgets and clocks', () => {
  const ruled = (node: object, path: string): string[] =>
    Object.entries('members' in node ? (node.members ?? {}) : {}).flatMap(([name, member]) =>
      'project' in member ? [`${path}${name} ${member.project}`] : ruled(member, `${path}${name}.`),
    );
  const shared = [
    ...['usd', 'tokens', 'minutes'].map((name) => `budget.${name} lower`),
    ...['connect', 'first_event', 'idle', 'call', 'job'].map((name) => `clocks.${name} lower`),
  ];
  for (const group of Object.values(capabilityShared)) expect(ruled(group, '')).toEqual(shared);
  expect(ruled(capabilityOwn.review, '')).toEqual([
    'roles set',
    'max_findings lower',
    'caps.file lower',
    'caps.total lower',
    'ignore add',
    'focus set',
  ]);
  expect(ruled(jobsSettings, '')).toEqual([]);
  // What these may narrow is lowered, nothing else.
  for (const own of [capabilityOwn.batch, capabilityOwn.rescue])
    for (const rule of ruled(own, '')) expect(rule).toMatch(/ lower$/);
});
