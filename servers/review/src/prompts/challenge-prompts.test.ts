import { expect, test } from 'vitest';
import { challengeRequest } from './challenge-request.ts';
import { challengerInstructions } from './challenger-instructions.ts';
import { findingBrief } from './finding-brief.ts';
import { gateReason } from './gate-reason.ts';
import { lensRequest } from './lens-request.ts';
import { designLens } from './lenses/design.ts';
import { operationLens } from './lenses/operation.ts';
import { lookingAround } from './looking-around.ts';

test('a challenger reads instructions, the material in its fence, and at the end its lens', () => {
  expect(challengerInstructions).toMatchSnapshot();
  expect(
    challengeRequest({
      scope: 'Whole files.',
      target: '<data-1>\nplan.md\n</data-1>',
      focus: '<data-2>\none file\n</data-2>',
      guidelines: '<data-3>\nNo globals.\n</data-3>',
      commits: '<data-4>\nA queue\n</data-4>',
      material: '<data-5>\n1+|# Plan\n</data-5>',
    }),
  ).toMatchSnapshot();
  expect(
    challengeRequest({ scope: '', target: '', focus: null, guidelines: null, commits: null, material: '' }),
  ).not.toMatch(/# (?:focus|guidelines|commits)/i);
  expect([designLens, operationLens].map(lensRequest)).toMatchSnapshot();
});

test('whoever may look around is told with what', () => {
  expect(lookingAround).toMatchSnapshot();
});

test('reviewers of the host read a brief, and a host that is held back reads why', () => {
  expect(findingBrief()).toMatchSnapshot();
  expect(
    gateReason({ job: 'rev-7k3q9x2m', findings: '<data-1>\nP1 a.ts:1: x\n</data-1>' }),
  ).toMatchSnapshot();
});
