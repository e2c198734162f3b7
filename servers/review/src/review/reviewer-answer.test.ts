import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { claimSchema } from './finding.ts';
import { answerFormat, parseReviewerAnswer } from './reviewer-answer.ts';

const finding = {
  title: 'A title',
  body: 'A body.',
  category: 'security',
  priority: 0,
  confidence: 1,
  file: 'a.ts',
  line_start: 1,
  line_end: 2,
  quote: 'x',
  replacement: null,
};

/** Every object of a strict schema names all its properties as required and allows no others. */
function looseObjects(schema: unknown, at = '$'): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node = schema as Record<string, unknown>;
  const inner = Object.entries(node).flatMap(([key, value]) => looseObjects(value, `${at}.${key}`));
  if (node['type'] !== 'object') return inner;
  const names = Object.keys(node['properties'] as object).sort();
  const strict =
    node['additionalProperties'] === false &&
    JSON.stringify([...(node['required'] as string[])].sort()) === JSON.stringify(names);
  return strict ? inner : [at, ...inner];
}

describe('the answer’s schema', () => {
  const { schema } = answerFormat();

  it('is strict', () => {
    expect(looseObjects(schema)).toEqual([]);
  });

  it('has the field names of a claim, and no others', () => {
    expect(Object.keys(schema.properties.findings.items.properties)).toEqual(Object.keys(claimSchema.shape));
  });

  it('and the parser take and refuse the same', () => {
    const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
    const answers: [unknown, boolean][] = [
      [{ findings: [], summary: '' }, true],
      [{ findings: [finding], summary: 's' }, true],
      [{ findings: [{ ...finding, replacement: 'y' }], summary: '' }, true],
      [{ findings: [{ ...finding, priority: 4 }], summary: '' }, false],
      [{ findings: [{ ...finding, priority: 1.5 }], summary: '' }, false],
      [{ findings: [{ ...finding, confidence: 1.1 }], summary: '' }, false],
      [{ findings: [{ ...finding, quote: undefined }], summary: '' }, false],
      [{ findings: {}, summary: '' }, false],
      [{ findings: [] }, false],
      ['nothing', false],
    ];
    for (const [answer, good] of answers) {
      const json: unknown = JSON.parse(JSON.stringify(answer));
      expect(validate(json), JSON.stringify(answer)).toBe(good);
      let parsed = true;
      try {
        parseReviewerAnswer(json);
      } catch {
        parsed = false;
      }
      expect(parsed, JSON.stringify(answer)).toBe(good);
    }
  });

  it('bears a category of somebody’s own', () => {
    const answer = parseReviewerAnswer({ findings: [{ ...finding, category: 'licence' }], summary: '' });
    expect(answer.findings[0]?.category).toBe('licence');
  });

  it('says what is wrong with an answer, for the repair', () => {
    expect(() => parseReviewerAnswer({ findings: [{ ...finding, priority: 9 }], summary: 3 })).toThrow(
      /findings\[0\]\.priority[\s\S]*summary|summary[\s\S]*findings\[0\]\.priority/,
    );
  });
});
