import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name = 'review'] = process.argv.slice(2);
const bundle = fileURLToPath(new URL(`../../../plugins/codex-pro/dist/${name}.mjs`, import.meta.url));
const print = (line: string) => console.log(line);

/** `npm run demo [-- <name>]`: what each shows, and what to try next. */
const demos: Readonly<Record<string, { run(signal: AbortSignal): Promise<void>; readonly next: string }>> = {
  review: {
    run: async (signal) => (await import('./review-demo.ts')).reviewDemo(bundle, print, signal),
    next: 'On your own code, with your own login: npm run review -- --base main',
  },
  rescue: {
    run: async (signal) => (await import('./rescue/rescue-demo.ts')).rescueDemo(bundle, print, signal),
    next: `On your own code, with your own login: node ${bundle} run rescue --task '…' --check-command 'npm test'`,
  },
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
  // `npm run demo | head`: what goes on unread is ended and cleaned up as well.
  process.stdout.on('error', () => stop.abort('nobody reads on'));
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
