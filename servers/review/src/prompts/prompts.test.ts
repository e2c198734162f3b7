import { describe, expect, it } from 'vitest';
import { reviewRequest } from './review-request.ts';
import { reviewerInstructions } from './reviewer-instructions.ts';

describe('what a reviewer reads', () => {
  it('begins with these instructions', () => {
    expect(reviewerInstructions).toMatchSnapshot();
  });

  it('goes on with the target, the focus and the change', () => {
    const request = reviewRequest({
      scope: 'The changes of one commit.',
      target: '<data-1>\ncommit abc\n</data-1>',
      focus: '<data-2>\nlocking\n</data-2>',
      change: '<data-3>\n=== a.ts (modified, +1 -0)\n</data-3>',
    });
    expect(request).toMatchSnapshot();
  });

  it('says nothing of a focus where there is none', () => {
    expect(reviewRequest({ scope: '', target: '', focus: null, change: '' })).not.toMatch(/focus/i);
  });
});
