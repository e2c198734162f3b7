import { describe, expect, it } from 'vitest';
import { defaultRoles } from '../review/choose-roles.ts';
import { acrossPartsRequest } from './across-parts-request.ts';
import { reviewRequest } from './review-request.ts';
import { reviewerInstructions } from './reviewer-instructions.ts';
import { roleRequest } from './role-request.ts';
import { acrossParts } from './roles/across-parts.ts';
import { verifierInstructions } from './verifier-instructions.ts';
import { verifierRequest } from './verifier-request.ts';

describe('what a reviewer reads', () => {
  it('begins with these instructions', () => {
    expect(reviewerInstructions).toMatchSnapshot();
  });

  it('goes on with the target, the focus and the change', () => {
    const request = reviewRequest({
      scope: 'The changes of one commit.',
      target: '<data-1>\ncommit abc\n</data-1>',
      focus: '<data-2>\nlocking\n</data-2>',
      guidelines: '<data-4>\n=== AGENTS.md\nNo globals.\n</data-4>',
      commits: '<data-5>\nLock the cart\n</data-5>',
      change: '<data-3>\n=== a.ts (modified, +1 -0)\n</data-3>',
    });
    expect(request).toMatchSnapshot();
  });

  it('ends with the role, and nothing of it stands before', () => {
    for (const role of [...defaultRoles, acrossParts]) expect(roleRequest(role)).toMatchSnapshot(role.name);
    const bare = { name: 'mine', looksFor: 'money', mustNotReport: null, categories: ['docs'] as const };
    expect(roleRequest(bare)).toBe('Role: mine\nLook for money\nCategories: docs.');
  });

  it('is asked across parts and of one claim in messages of their own', () => {
    expect(
      acrossPartsRequest({ summaries: '<data-1>\n</data-1>', outline: '<data-2>\n</data-2>' }),
    ).toMatchSnapshot();
    expect(verifierInstructions).toMatchSnapshot();
    expect(verifierRequest({ code: '<data-1>\n</data-1>', claim: '<data-2>\n</data-2>' })).toMatchSnapshot();
  });

  it('says nothing of a focus, guidelines or commits where there are none', () => {
    expect(
      reviewRequest({ scope: '', target: '', focus: null, guidelines: null, commits: null, change: '' }),
    ).not.toMatch(/focus|guidelines|commits/i);
  });
});
