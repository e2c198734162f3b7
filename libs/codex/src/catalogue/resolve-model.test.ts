import { expect, test } from 'vitest';
import { bundledCatalogue, defaultModel, parseCatalogue } from './catalogue.ts';
import { resolveModel } from './resolve-model.ts';

const catalogue = bundledCatalogue();
const nothing = { model: null, effort: null, tier: null };

test('without wishes the first listed model of the catalogue is taken, with its own effort', () => {
  expect(resolveModel(nothing, catalogue)).toEqual({
    model: 'gpt-6.1-sol',
    effort: 'low',
    wireEffort: 'low',
    tier: null,
    lite: true,
    verbosity: 'low',
    contextWindow: 272_000,
  });
});

test('every bundled model but the oldest takes the Lite dialect', () => {
  const classic = catalogue.models.filter((model) => !model.use_responses_lite);
  expect(classic.map((model) => model.slug)).toEqual(['gpt-5.5']);
  expect(defaultModel(catalogue)).toBe('gpt-6.1-sol');
});

test('ultra is sent as the catalogue says, else as max', () => {
  expect(resolveModel({ ...nothing, effort: 'ultra' }, catalogue)).toMatchObject({
    effort: 'ultra',
    wireEffort: 'xhigh',
  });
  const older = { ...nothing, model: 'gpt-6-sol', effort: 'ultra' };
  expect(resolveModel(older, catalogue)).toMatchObject({ effort: 'ultra', wireEffort: 'max' });
});

test('an effort that the model does not have is refused with those that it has', () => {
  expect(() => resolveModel({ ...nothing, model: 'gpt-5.5', effort: 'max' }, catalogue)).toThrow(
    expect.objectContaining({ code: 'input_invalid', hint: 'It has: low, medium, high, xhigh.' }),
  );
});

test('a model that is not in the catalogue passes through with what was asked', () => {
  expect(resolveModel({ model: 'house-model', effort: 'tiny', tier: 'flex' }, catalogue)).toEqual({
    model: 'house-model',
    effort: 'tiny',
    wireEffort: 'tiny',
    tier: 'flex',
    lite: false,
    verbosity: null,
    contextWindow: null,
  });
});

test.for([
  ['fast', 'priority'],
  ['priority', 'priority'],
  ['flex', 'flex'],
  ['ultrafast', 'ultrafast'],
  ['default', null],
  ['standard', null],
] as const)('the tier %s is sent as %s', ([tier, wire]) => {
  expect(resolveModel({ ...nothing, tier }, catalogue).tier).toBe(wire);
});

test.for(['slow', 'constructor'])('the tier %s is refused with those there are', (tier) => {
  expect(() => resolveModel({ ...nothing, tier }, catalogue)).toThrow(
    expect.objectContaining({ code: 'input_invalid', hint: expect.stringContaining('fast, priority, flex') }),
  );
});

test.for(['gpt\n5', 'modèle', ''])('the model name %j cannot be sent', (model) => {
  expect(() => resolveModel({ ...nothing, model }, catalogue)).toThrow(
    expect.objectContaining({ code: 'input_invalid' }),
  );
});

test('a catalogue with strangers in it is read without them', () => {
  const read = parseCatalogue({ models: [{ slug: 'a', of_the_future: {} }, { slug: 7 }, null] }, 'x');
  expect(read?.models.map((model) => model.slug)).toEqual(['a']);
  for (const broken of [null, {}, { models: 1 }, { models: [] }, { models: [{}] }]) {
    expect(parseCatalogue(broken, 'x')).toBeNull();
  }
  const hidden = parseCatalogue({ models: [{ slug: 'a', visibility: 'hide' }] }, 'x');
  expect(() => resolveModel(nothing, hidden ?? catalogue)).toThrow(
    expect.objectContaining({ code: 'not_configured' }),
  );
});
