import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { startClient } from '@codex-pro/mcp';
import { artifactPath, checkOutcome, type Outcome } from './check-outcome.ts';
import { plantedBase, plantedBranch } from './planted-repository.ts';
import { progressPrinter } from './show-progress.ts';
import { type Stage, setStage } from './stage.ts';

type Print = (line: string) => void;

/** Has a planted branch reviewed by four roles, as a host does, and prints what comes. Throws what was not as it should be. */
export async function reviewDemo(bundle: string, print: Print, signal: AbortSignal): Promise<void> {
  const stage = await setStage();
  try {
    introduce(stage, bundle, print);
    const complaint = (await review(stage, bundle, print, signal)) ?? accountOfReview(stage, print);
    if (complaint !== null) throw new Error(complaint);
  } finally {
    await stage.strike();
    print(`\n${existsSync(stage.folder) ? 'Left behind' : 'Removed'}: ${stage.folder}`);
  }
}

/** Returns a complaint, or null. */
async function review(
  stage: Stage,
  bundle: string,
  print: Print,
  signal: AbortSignal,
): Promise<string | null> {
  const client = await startClient({
    name: 'codex-pro-demo',
    command: process.execPath,
    args: [bundle],
    cwd: stage.repository,
    env: stage.env,
  });
  try {
    const show = progressPrinter(print, () => performance.now());
    const answer = await client.call(
      'review',
      { workspace: stage.repository, scope: 'branch', base: plantedBase },
      { signal, timeoutMs: 90_000, onProgress: ({ message }) => show(message ?? '') },
    );
    const markdown = artifactPath(answer, 'markdown');
    print(`\n${markdown === undefined ? answer.text : await readFile(markdown, 'utf8')}`);
    const outcome = checkOutcome(answer);
    const patch = artifactPath(answer, 'patch');
    const applies = patch !== undefined && (await appliesTo(stage.repository, patch));
    describe(outcome, applies, print);
    return outcome.complaint ?? (applies ? null : 'The patches of the findings do not apply.');
  } finally {
    await stage.settle();
    await client.close();
  }
}

function introduce(stage: Stage, bundle: string, print: Print): void {
  print('codex-pro: a review by four roles, from end to end\n');
  print("The model's replies are RECORDED and the login is made up: nothing leaves this machine.");
  print('All else is real: the bundle that the plugin ships, MCP over stdio, git, TLS, a job of its own.\n');
  print(`  repository  ${stage.repository}, branch ${plantedBranch} against ${plantedBase}`);
  print(`  backend     ${stage.emulator.codexUrl}`);
  print(`  server      ${bundle}\n`);
}

function describe(outcome: Outcome, applies: boolean, print: Print): void {
  print('What to look at');
  print(
    `  ${outcome.found} planted bugs found, ${outcome.moved} of them although the recorded line was wrong:`,
  );
  print('  the quoted code decides, not the number.');
  print(`  ${outcome.consensus} have two votes, from roles that worded them differently: they stand.`);
  print(`  ${outcome.refuted} claim of one role alone was refuted by a sceptic; it is under "Refuted".`);
  print(`  ${outcome.unanchored} recorded claim quotes code that is nowhere; it is under "Not done".`);
  print(
    `  ${outcome.patched} findings come with a patch; git apply takes all of them: ${applies ? 'yes' : 'no'}.`,
  );
}

/** What the backend saw, and what its prompt cache saved. Returns a complaint, or null. */
function accountOfReview({ emulator }: Stage, print: Print): string | null {
  const {
    requests,
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
  } = emulator.ledger;
  print('\nWhat the backend saw');
  print(`  ${requests} model requests over TLS, ${input} tokens in, ${output} out.`);
  print(
    `  ${cached} of the tokens in were cached (${Math.round((cached / input) * 100)} %): the roles share the change,`,
  );
  print('  and all but the first pay a tenth for it.');
  print(`  Rules of the live backend broken: ${emulator.violations.length}.`);
  return emulator.violations[0]?.message ?? null;
}

async function appliesTo(repository: string, patch: string): Promise<boolean> {
  try {
    await promisify(execFile)('git', ['apply', '--check', patch], { cwd: repository });
    return true;
  } catch {
    // git says no by its exit code; the caller complains.
    return false;
  }
}
