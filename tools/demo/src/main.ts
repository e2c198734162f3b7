import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startClient } from '@codex-pro/mcp';
import { account } from './account.ts';
import { artifactPath, checkOutcome } from './check-outcome.ts';
import { plantedBase, plantedBranch } from './planted-repository.ts';
import { progressPrinter } from './show-progress.ts';
import { type Stage, setStage } from './stage.ts';

const [name = 'review'] = process.argv.slice(2);
const bundle = fileURLToPath(new URL(`../../../plugins/codex-pro/dist/${name}.mjs`, import.meta.url));
const print = (line: string) => console.log(line);

/** Asks the committed bundle for a review as a host does, and prints what comes. Returns a complaint, or null. */
async function review(stage: Stage, signal: AbortSignal): Promise<string | null> {
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
    print('What to look at');
    print(
      `  ${outcome.found} planted bugs found, ${outcome.moved} of them although the recorded line was wrong:`,
    );
    print('  the quoted code decides, not the number.');
    print(`  ${outcome.unanchored} recorded claim quotes code that is nowhere; it is under "Not done".`);
    return outcome.complaint;
  } finally {
    await stage.settle();
    await client.close();
  }
}

function introduce(stage: Stage): void {
  print('codex-pro: a review, from end to end\n');
  print("The model's replies are RECORDED and the login is made up: nothing leaves this machine.");
  print('All else is real: the bundle that the plugin ships, MCP over stdio, git, TLS, a job of its own.\n');
  print(`  repository  ${stage.repository}, branch ${plantedBranch} against ${plantedBase}`);
  print(`  backend     ${stage.emulator.codexUrl}`);
  print(`  server      ${bundle}\n`);
}

async function demo(signal: AbortSignal): Promise<void> {
  const stage = await setStage();
  try {
    introduce(stage);
    const complaint = (await review(stage, signal)) ?? account(stage, print);
    if (complaint !== null) throw new Error(complaint);
  } finally {
    await stage.strike();
    print(`\n${existsSync(stage.folder) ? 'Left behind' : 'Removed'}: ${stage.folder}`);
  }
}

/** `npm run demo [-- <name>]`: what each shows, and what to try next. */
const demos: Readonly<Record<string, { run(signal: AbortSignal): Promise<void>; readonly next: string }>> = {
  review: { run: demo, next: 'On your own code, with your own login: npm run review -- --base main' },
  batch: {
    run: async (signal) => (await import('./batch/batch-demo.ts')).batchDemo(bundle, print, signal),
    next: `On your own book, with your own login: node ${bundle} run plan-batch --source book.md --prompt '…'`,
  },
  jobs: {
    run: async (signal) => (await import('./jobs/jobs-demo.ts')).jobsDemo(bundle, print, signal),
    next: `Your own jobs: node ${bundle} run list-jobs --all-workspaces --watch`,
  },
};

const chosen = Object.hasOwn(demos, name) ? demos[name] : undefined;
if (chosen === undefined) {
  console.error(`There is no demo ${name}. The demos: ${Object.keys(demos).join(', ')}.`);
  process.exitCode = 2;
} else if (existsSync(bundle)) {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort('stopped by the user'));
  try {
    await chosen.run(stop.signal);
    print(`\n${chosen.next}`);
  } catch (error) {
    console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
} else {
  console.error(`${bundle} is missing. Build it first: npm run build`);
  process.exitCode = 1;
}
