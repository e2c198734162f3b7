import { writeFile } from 'node:fs/promises';
import { type RecordedMode, recordedModes, recordRequest } from './recorded-request.ts';
import { fixturePath } from './request-fixture.ts';

/** Records the requests of the real CLI anew, after its version was raised: `node tools/e2e/src/record-requests.ts`. */
for (const mode of Object.keys(recordedModes) as RecordedMode[]) {
  await writeFile(fixturePath(mode), `${JSON.stringify(await recordRequest(mode), null, 2)}\n`);
  console.log(fixturePath(mode));
}
