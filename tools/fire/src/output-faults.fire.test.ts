import { describeFaults } from './describe-faults.ts';

/** One repair, which is a call of its own: never a third. */
const spoilt = {
  code: 'output_invalid',
  requests: 2,
  exit: 3,
  says: /does not keep to the schema, and neither does its repair/,
  advises: /another model or a higher effort/,
} as const;
const repaired = { code: null, requests: 2, exit: 0 } as const;

describeFaults('an answer that is of no use', [
  { ...spoilt, fault: 'prose where JSON was asked for, twice', plan: { fault: 'output_not_json' } },
  { ...repaired, fault: 'prose where JSON was asked for, once', plan: { fault: 'output_not_json', on: 1 } },
  { ...spoilt, fault: 'JSON that was cut, twice', plan: { fault: 'output_cut' } },
  { ...spoilt, fault: 'an empty answer, twice', plan: { fault: 'output_empty' } },
  { ...repaired, fault: 'an empty answer, once', plan: { fault: 'output_empty', on: 1 } },
  { ...spoilt, fault: 'no message at all, twice', plan: { fault: 'output_absent' } },
  { ...spoilt, fault: 'an answer that breaks the schema, twice', plan: { fault: 'output_breaks_schema' } },
  {
    ...repaired,
    fault: 'an answer that breaks the schema, once',
    plan: { fault: 'output_breaks_schema', on: 1 },
  },
  {
    fault: 'JSON inside a fence',
    plan: { fault: 'output_in_fence' },
    code: null,
    requests: 1,
    exit: 0,
  },
  {
    fault: 'a refusal in the wire’s own way',
    plan: { fault: 'output_refused' },
    code: 'forbidden',
    requests: 1,
    exit: 3,
    says: /The model refused: I cannot help with that/,
    advises: /Word the task differently/,
  },
]);
