import { runProgram } from './program.ts';
import { oneCheck, type Tally } from './tally.ts';

/** Format, lint and import borders. */
export async function runLint(): Promise<Tally> {
  return oneCheck((await runProgram('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.'])) === 0);
}

/** The whole repository in one pass of the compiler. */
export async function runTypecheck(): Promise<Tally> {
  return oneCheck((await runProgram('typescript/bin/tsc', ['-p', 'tsconfig.json'])) === 0);
}
