import { quoted } from '../quoted.ts';

export interface ProbePlaces {
  /** A file to be made in the root. */
  readonly inside: string;
  /** A file to be made outside of it, where this user may write. */
  readonly outside: string;
  /** A file in a hidden folder. */
  readonly secret: string;
  /** A listening port of this machine's loopback. */
  readonly port: number;
}

const kernelSetting = '/proc/sys/vm/swappiness';

/** Tries what must go and what must not, with what bash itself can do, and says what went. */
export function probeScript({ inside, outside, secret, port }: ProbePlaces): string {
  return [
    `echo x > ${quoted(inside)} && echo wrote-inside`,
    `(echo x > ${quoted(outside)}) 2>/dev/null`,
    `(IFS= read -r line < ${quoted(secret)} && [ -n "$line" ]) 2>/dev/null && echo read-secret`,
    `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo opened-socket`,
    // The value that is there already: nothing changes where it goes.
    `(read -r old < ${kernelSetting} && echo "$old" > ${kernelSetting}) 2>/dev/null && echo wrote-kernel`,
    'echo done',
  ].join('\n');
}
