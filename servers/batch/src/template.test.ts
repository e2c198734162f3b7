import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillTemplate, parseTemplate } from './template.ts';

const fill = (text: string) =>
  fillTemplate(parseTemplate(text, 'The prompt', ['chunk', 'name']), (variable) => `[${variable}]`);

test('variables are filled, with and without blanks, and an escaped one stands for itself', () => {
  expect(fill('{{chunk}} and {{ name }}, \\{{chunk}} {x} }}')).toBe('[chunk] and [name], {{chunk}} {x} }}');
});

test('what is filled in is not looked at again', () => {
  const template = parseTemplate('{{chunk}}', 'The prompt', ['chunk']);
  expect(fillTemplate(template, () => '{{name}}')).toBe('{{name}}');
});

test('an unknown variable is refused, with the nearest and a list', () => {
  expect(() => fill('{{chunks}}')).toThrow(
    'The prompt has the unknown variable {{chunks}} (did you mean {{chunk}}?).',
  );
});

test('text without variables stays as it is', () => {
  const plain = fc.string().filter((text) => !text.includes('{{'));
  fc.assert(
    fc.property(plain, (text) => {
      expect(fill(text)).toBe(text);
    }),
  );
});
