/** Output of a command that was not shown yet: its beginning and its end, within a bound. */
export interface OutputBuffer {
  add(bytes: Uint8Array): void;
  /** What came since the last time. Half a character at the end waits, unless it is all that will come. */
  take(isLast: boolean): TakenOutput;
}

export interface TakenOutput {
  readonly text: string;
  /** Of everything that came, what was dropped from the middle included. */
  readonly bytes: number;
  readonly lines: number;
}

/** A buffer of at most `maxBytes`; of more output than that the first and last halves are kept. */
export function createOutputBuffer(maxBytes: number): OutputBuffer {
  const half = Math.floor(maxBytes / 2);
  let head: Uint8Array[] = [];
  let headBytes = 0;
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let total = 0;
  let newlines = 0;
  let lastByte = 0;

  const trimTail = () => {
    while (tailBytes > half) {
      const [first = new Uint8Array()] = tail;
      const surplus = tailBytes - half;
      if (first.length > surplus) tail[0] = first.subarray(surplus);
      else tail.shift();
      tailBytes -= Math.min(first.length, surplus);
    }
  };

  return {
    add(bytes) {
      if (bytes.length === 0) return;
      total += bytes.length;
      newlines += countNewlines(bytes);
      lastByte = bytes.at(-1) ?? 0;
      const forHead = bytes.subarray(0, half - headBytes);
      // Copies: the piece may be part of a larger buffer that is used again, and a slice of a Buffer is a view.
      if (forHead.length > 0) head.push(new Uint8Array(forHead));
      headBytes += forHead.length;
      const rest = bytes.subarray(forHead.length);
      if (rest.length > 0) tail.push(new Uint8Array(rest.subarray(-half)));
      tailBytes += Math.min(rest.length, half);
      trimTail();
    },
    take(isLast) {
      const dropped = total - headBytes - tailBytes;
      const kept = Buffer.concat([...head, ...tail]);
      const waiting = isLast ? 0 : openCharacter(kept);
      const shown = kept.subarray(0, kept.length - waiting);
      const middle = dropped === 0 ? '' : `\n…${dropped} bytes were not kept…\n`;
      const text =
        dropped === 0
          ? shown.toString('utf8')
          : shown.subarray(0, headBytes).toString('utf8') +
            middle +
            shown.subarray(headBytes).toString('utf8');
      const taken = {
        text,
        bytes: total - waiting,
        lines: newlines + (total > 0 && lastByte !== newline ? 1 : 0),
      };
      head = waiting === 0 ? [] : [kept.subarray(kept.length - waiting)];
      tail = [];
      headBytes = waiting;
      tailBytes = 0;
      total = waiting;
      newlines = 0;
      return taken;
    },
  };
}

const newline = 10;

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

/** How many bytes at the end are the beginning of a character whose rest has not come. */
function openCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}
