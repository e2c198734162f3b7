import { setTimeout as sleep } from 'node:timers/promises';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { containCrashes } from './contain-crashes.ts';
import type { McpServer } from './create-server.ts';
import { guardStdout } from './guard-stdout.ts';

/**
 * A host kills 500 ms after it asked (measured, Claude Code): all of the end fits well under that. The first grace is for
 * answers that are nearly ready, and for the reason of a cancel, which arrives up to 20 ms after the signal (the same).
 */
const callGraceMs = 150;
const flushGraceMs = 100;

/**
 * Serves on stdin and stdout until the host is gone (stdin ends, stdout breaks) or asks (SIGTERM, SIGINT), then ends the
 * process within 400 ms, whatever handles are still open. Calls that are not done by then are aborted; their jobs go on in
 * their own processes.
 */
export async function serveStdio(server: McpServer): Promise<never> {
  const { wire } = guardStdout(process.stdout, process.stderr);
  containCrashes(server.reportBug);
  const end = new Promise<void>((resolve) => {
    const finish = (): void => resolve();
    process.stdin.once('end', finish);
    process.stdin.once('close', finish);
    process.once('SIGTERM', finish);
    process.once('SIGINT', finish);
    wire.once('error', finish);
  });
  // A host repeats its signals; the default action of a second one would cut the end short.
  process.on('SIGTERM', () => undefined);
  process.on('SIGINT', () => undefined);
  await server.connect(new StdioServerTransport(process.stdin, wire));

  await end;
  await callsOver(server);
  await Promise.race([server.close(), sleep(flushGraceMs)]);
  await Promise.race([flushed(wire), sleep(flushGraceMs)]);
  process.exit(0);
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
