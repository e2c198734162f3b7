import { setTimeout as sleep } from 'node:timers/promises';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { containCrashes } from './contain-crashes.ts';
import type { McpServer } from './create-server.ts';
import { guardStdout } from './guard-stdout.ts';

/** A host kills 500 ms after it asked (measured, Claude Code): all of the end fits well under that. */
const answerGraceMs = 150;
const flushGraceMs = 150;

/**
 * Serves on stdin and stdout until the host is gone (stdin ends, stdout breaks) or asks (SIGTERM, SIGINT), then ends the
 * process within 400 ms, whatever handles are still open. Calls that are nearly done when stdin ends still get their answer
 * out; the others are aborted, and their jobs go on in their own processes.
 */
export async function serveStdio(server: McpServer): Promise<never> {
  const { wire } = guardStdout(process.stdout, process.stderr);
  containCrashes(server.reportBug);
  const end = new Promise<'drain' | 'now'>((resolve) => {
    process.stdin.once('end', () => resolve('drain'));
    process.stdin.once('close', () => resolve('drain'));
    process.once('SIGTERM', () => resolve('now'));
    process.once('SIGINT', () => resolve('now'));
    wire.once('error', () => resolve('now'));
  });
  await server.connect(new StdioServerTransport(process.stdin, wire));

  if ((await end) === 'drain') await answersOut(server);
  await Promise.race([server.close(), sleep(flushGraceMs)]);
  await Promise.race([flushed(wire), sleep(flushGraceMs)]);
  process.exit(0);
}

async function answersOut(server: McpServer): Promise<void> {
  const giveUpAt = performance.now() + answerGraceMs;
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
