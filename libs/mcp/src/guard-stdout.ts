import { Writable } from 'node:stream';

export interface GuardedStdout {
  /** The only way to the real stdout. Fails with EPIPE when the reader is gone. */
  readonly wire: Writable;
  /** Gives stdout back; for tests. */
  release(): void;
}

/**
 * Keeps stdout for the wire: one stray line would end the session. What anything else prints (`console.log` of a library,
 * a debug line) goes to stderr.
 */
export function guardStdout(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): GuardedStdout {
  const write = stdout.write.bind(stdout);
  const wire = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      write(chunk, (error) => done(error));
    },
  });
  // The stream itself also emits what the callback has already reported.
  const heard = (): void => undefined;
  stdout.on('error', heard);
  stdout.write = stderr.write.bind(stderr);
  return {
    wire,
    release: () => {
      stdout.write = write;
      stdout.off('error', heard);
    },
  };
}
