import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { type RecordedMode, recordedModes, recordRequest } from './recorded-request.ts';
import { fixturePath } from './request-fixture.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('codex');

test.for(Object.keys(recordedModes) as RecordedMode[])(
  'the real CLI still sends the %s request that ours is held against, by the strict rules',
  async (mode) => {
    const kept: unknown = JSON.parse(await readFile(fixturePath(mode), 'utf8'));
    expect(await recordRequest(mode)).toEqual(kept);
  },
);
