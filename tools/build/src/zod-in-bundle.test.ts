import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { distFolder } from './bundle.ts';

test('zod comes without its languages: z.core used as a value costs every command and worker 250 kB', () => {
  const chunks = join(distFolder, 'chunks');
  const whole = readdirSync(chunks).filter((name) =>
    readFileSync(join(chunks, name), 'utf8').includes('Ungültige Eingabe'),
  );
  expect(whole).toEqual([]);
});
