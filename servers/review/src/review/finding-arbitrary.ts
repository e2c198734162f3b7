import fc from 'fast-check';
import { type Finding, verificationStates } from './finding.ts';

/** For tests: any finding that satisfies the schema. */
export const anyFinding: fc.Arbitrary<Finding> = fc.record({
  title: fc.string({ unit: 'binary' }),
  body: fc.string({ unit: 'grapheme' }),
  category: fc.oneof(fc.constantFrom('security', 'valueOf'), fc.string()),
  priority: fc.integer({ min: 0, max: 3 }),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  file: fc.string({ unit: 'binary', minLength: 1 }),
  line_start: fc.integer({ min: -5, max: 5_000 }),
  line_end: fc.integer({ min: -5, max: 5_000 }),
  quote: fc.string(),
  replacement: fc.option(fc.string()),
  votes: fc.integer({ min: 1, max: 9 }),
  found_by: fc.array(fc.string(), { maxLength: 4 }),
  verification: fc.option(
    fc.record({ state: fc.constantFrom(...verificationStates), reason: fc.string({ unit: 'grapheme' }) }),
  ),
  fingerprint: fc.stringMatching(/^[0-9a-f]{32}$/),
  patch: fc.option(fc.string()),
});
