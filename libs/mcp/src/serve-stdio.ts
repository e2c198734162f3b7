import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { containCrashes } from './contain-crashes.ts';
import type { McpServer } from './create-server.ts';
import { guardStdout } from './guard-stdout.ts';
import type { Handshake } from './handshake.ts';
import type { ReportBug } from './report-bug.ts';
import { shakeHands } from './shake-hands.ts';

/**
 * A host kills 500 ms after it asked (measured, Claude Code): all of the end fits well under that. The first grace is for
 * answers that are nearly ready, and for the reason of a cancel, which arrives up to 20 ms after the signal (the same).
 */
const callGraceMs = 150;
const flushGraceMs = 100;

export interface StdioOptions {
  /** Answers what comes before the first call; without it the server is connected at once. */
  readonly handshake: Handshake | undefined;
  readonly reportBug: ReportBug;
  /** Loads and connects the server, when the first message comes that the handshake does not answer. */
  readonly connect: (
    stdin: Readable,
    wire: Writable,
    answered: readonly (string | number)[],
  ) => Promise<McpServer>;
}

/**
 * Serves on stdin and stdout until the host is gone (stdin ends, stdout breaks) or asks (SIGTERM, SIGINT), then ends the
 * process within 400 ms, whatever handles are still open. Calls that are not done by then are aborted; their jobs go on in
 * their own processes. A server whose files are gone ends by itself once no call is in flight, so that the host starts the
 * one that took its place.
 */
export async function serveStdio({ handshake, reportBug, connect }: StdioOptions): Promise<never> {
  const { stdin } = process;
  const { wire } = guardStdout(process.stdout, process.stderr);
  containCrashes(reportBug);
  const end = new Promise<undefined>((resolve) => {
    const finish = (): void => resolve(undefined);
    stdin.once('end', finish);
    stdin.once('close', finish);
    process.once('SIGTERM', finish);
    process.once('SIGINT', finish);
    wire.once('error', finish);
  });
  // A host repeats its signals; the default action of a second one would cut the end short.
  process.on('SIGTERM', () => undefined);
  process.on('SIGINT', () => undefined);
  const handed =
    handshake === undefined
      ? { answered: [] }
      : await Promise.race([shakeHands(stdin, wire, handshake), end]);
  if (handed !== undefined) {
    const server = await connect(stdin, wire, handed.answered).catch((error: unknown) => {
      // Its files may be gone, when it was replaced by another version. The host sees that it ended, and starts it anew.
      reportBug('the server could not be loaded', error);
      return process.exit(1);
    });
    await Promise.race([end, server.replaced.then(() => idle(server))]);
    await callsOver(server);
    await Promise.race([server.close(), sleep(flushGraceMs)]);
  }
  await Promise.race([flushed(wire), sleep(flushGraceMs)]);
  process.exit(0);
}

async function idle(server: McpServer): Promise<void> {
  do await sleep(20);
  while (server.callsInFlight() > 0);
}

async function callsOver(server: McpServer): Promise<void> {
  const giveUpAt = performance.now() + callGraceMs;
  // One turn first: the last message may have been read but not yet begun.
  do await sleep(5);
  while (server.callsInFlight() > 0 && performance.now() < giveUpAt);
}

function flushed(wire: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    wire.once('error', () => resolve());
    wire.end(() => resolve());
  });
}
