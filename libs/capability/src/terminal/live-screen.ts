/** Where a picture that changes is drawn: stdout, on a terminal. */
export interface Screen {
  readonly rows?: number;
  write(text: string): unknown;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

export interface LiveScreen {
  /** Puts a text in the place of the one before. Its lines must fit the width; those beyond the height are left out. */
  draw(text: string): void;
  /** Leaves the last picture standing and gives the cursor back. */
  close(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const clearToLineEnd = '\u001b[K';
const clearBelow = '\u001b[J';
const clearAll = '\u001b[2J\u001b[H';

/** Redraws in place, line by line over the old ones, so that nothing flickers. */
export function createLiveScreen(screen: Screen): LiveScreen {
  let height = 0;
  // Lines that no longer fit have wrapped: where they begin is not known any more.
  const onResize = (): void => {
    screen.write(clearAll);
    height = 0;
  };
  screen.write(hideCursor);
  screen.on?.('resize', onResize);
  return {
    draw(text) {
      const lines = text.trimEnd().split('\n');
      const room = Math.max(2, (screen.rows ?? 24) - 1);
      const shown =
        lines.length <= room
          ? lines
          : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`];
      const up = height === 0 ? '' : `\u001b[${height}A\r`;
      screen.write(up + shown.map((line) => `${line}${clearToLineEnd}\n`).join('') + clearBelow);
      height = shown.length;
    },
    close() {
      screen.off?.('resize', onResize);
      screen.write(showCursor);
    },
  };
}
