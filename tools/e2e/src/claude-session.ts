import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 60_000;

/** Claude Code in a terminal, with a person before it. */
export interface ClaudeSession {
  /** Types a line and presses Enter. */
  say(line: string): Promise<void>;
  pressEscape(): void;
  /** What was printed so far, without colours; words that the program places one by one come without their spaces. */
  screen(): string;
  /** Resolves once these words stand on the screen; letters alone are compared. Throws after 60 s. */
  seen(words: string): Promise<void>;
  /** Closes the terminal. Resolves when the program is gone; it writes to its home until then. */
  hangUp(): Promise<void>;
}

interface SessionEnvironment extends Readonly<Record<string, string>> {
  readonly HOME: string;
  /** Taken without asking. */
  readonly ANTHROPIC_API_KEY: string;
}

/**
 * Opens the interactive program in a pseudo-terminal, which `script` of util-linux (or of a Mac) makes, as somebody who has
 * been welcomed before and trusts the folder. Resolves when it takes a line.
 */
export async function openSession(
  command: string,
  args: readonly string[],
  cwd: string,
  env: SessionEnvironment,
): Promise<ClaudeSession> {
  await rememberWelcome(env, cwd);
  const words = [command, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const line = `echo "pid $$"; stty rows 50 cols 180; exec ${words}`;
  const options =
    process.platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', line] : ['-qfec', line, '/dev/null'];
  const terminal = spawn('script', options, { cwd, env, stdio: 'pipe' });
  const session = sessionIn(terminal);
  await session.seen('for agents');
  return session;
}

function sessionIn(terminal: ChildProcessWithoutNullStreams): ClaudeSession {
  let printed = '';
  terminal.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const closed = once(terminal, 'close');
  const screen = (from = 0): string => withoutControls(printed.slice(from));
  const shows = async (words: string, from: number): Promise<void> => {
    const wanted = letters(words);
    for (const deadline = Date.now() + patienceMs; !letters(screen(from)).includes(wanted); await sleep(50)) {
      if (terminal.exitCode !== null) throw new Error(`The session has ended: ${screen()}`);
      if (Date.now() > deadline) throw new Error(`"${words}" did not come: ${screen().slice(-3_000)}`);
    }
  };
  return {
    screen: () => screen(),
    async say(line) {
      const before = printed.length;
      terminal.stdin.write(line);
      await shows(line, before);
      // Enter that comes with the words would count as pasted.
      await sleep(500);
      terminal.stdin.write('\r');
    },
    pressEscape: () => {
      terminal.stdin.write('\x1b');
    },
    seen: (words) => shows(words, 0),
    async hangUp() {
      terminal.kill('SIGKILL');
      await closed;
      const pid = Number(/pid (\d+)/.exec(printed)?.[1]);
      for (const deadline = Date.now() + 10_000; isAlive(pid); await sleep(20)) {
        if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: it is gone.
  }
}

/** What the first start would ask: a theme, the key, whether the folder is trusted. */
async function rememberWelcome({ HOME, ANTHROPIC_API_KEY }: SessionEnvironment, cwd: string): Promise<void> {
  const path = join(HOME, '.claude.json');
  const remembered = JSON.parse(await readFile(path, 'utf8')) as Record<string, object>;
  const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true };
  await writeFile(
    path,
    JSON.stringify({
      ...remembered,
      hasCompletedOnboarding: true,
      theme: 'dark',
      customApiKeyResponses: { approved: [ANTHROPIC_API_KEY.slice(-20)], rejected: [] },
      projects: { ...remembered['projects'], [cwd]: trusted },
    }),
  );
}

const escapeCharacter = String.fromCharCode(27);
const controls = new RegExp(`${escapeCharacter}(\\[[0-9;?<>=]*[a-zA-Z]|\\][^\\x07]*\\x07)`, 'g');

function withoutControls(printed: string): string {
  return printed.replaceAll(new RegExp(`${escapeCharacter}\\[\\d+C`, 'g'), ' ').replaceAll(controls, '');
}

function letters(text: string): string {
  return text.replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}
