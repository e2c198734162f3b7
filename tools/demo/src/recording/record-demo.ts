import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drawSvg } from './draw-svg.ts';
import { layOut } from './lay-out.ts';
import { recordRun } from './record-run.ts';

/** `npm run demo:record`: runs the demo once more and draws it for the README. */
const picture = fileURLToPath(new URL('../../../../docs/demo.svg', import.meta.url));
const svg = drawSvg('npm run demo', layOut(await recordRun()));
await writeFile(picture, svg);
console.log(`${picture}: ${(svg.length / 1024).toFixed(0)} KB`);
