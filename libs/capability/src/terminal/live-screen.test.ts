import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createLiveScreen } from './live-screen.ts';

/** A terminal that keeps what a person would see on it: the part of VT100 that the screen uses. */
class Terminal extends EventEmitter {
  readonly rows: number;
  cursor = true;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(rows: number) {
    super();
    this.rows = rows;
  }

  get picture(): string {
    return this.#lines.join('\n').trimEnd();
  }

  write(text: string): void {
    const [plain = '', ...sequences] = text.split('\u001b');
    this.#print(plain);
    for (const sequence of sequences) {
      const [command = '', argument = ''] = /^\[([?\d]*)[A-Za-z]/.exec(sequence) ?? [];
      this.#obey(command.at(-1), argument);
      this.#print(sequence.slice(command.length));
    }
  }

  #obey(command: string | undefined, argument: string): void {
    if (command === 'A') this.#row -= Number(argument);
    else if (command === 'K') this.#lines[this.#row] = this.#line.slice(0, this.#column);
    else if (command === 'J' && argument === '2') this.#lines = [''];
    else if (command === 'J') {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = this.#line.slice(0, this.#column);
    } else if (command === 'H') {
      this.#row = 0;
      this.#column = 0;
    } else if (argument === '?25') this.cursor = command === 'h';
  }

  #print(text: string): void {
    for (const character of text) {
      if (character === '\r') this.#column = 0;
      else if (character === '\n') {
        this.#row += 1;
        this.#column = 0;
        this.#lines[this.#row] ??= '';
      } else {
        this.#lines[this.#row] =
          this.#line.slice(0, this.#column) + character + this.#line.slice(this.#column + 1);
        this.#column += 1;
      }
    }
  }

  get #line(): string {
    return this.#lines[this.#row] ?? '';
  }
}

test('a picture takes the place of the one before, shorter lines and all', () => {
  const terminal = new Terminal(24);
  const screen = createLiveScreen(terminal);
  expect(terminal.cursor).toBe(false);
  screen.draw('first line\nsecond line\nthird\n');
  screen.draw('1st\nsecond\n');
  expect(terminal.picture).toBe('1st\nsecond');
  screen.close();
  expect(terminal.cursor).toBe(true);
  expect(terminal.listenerCount('resize')).toBe(0);
});

test('what is higher than the terminal is cut and says so, since what scrolled away cannot be redrawn', () => {
  const terminal = new Terminal(4);
  const screen = createLiveScreen(terminal);
  screen.draw('1\n2\n3\n4\n5');
  expect(terminal.picture).toBe('1\n2\n… 3 more lines');
  screen.draw('1\n2\n3');
  expect(terminal.picture).toBe('1\n2\n3');
});

test('after a change of size it begins anew', () => {
  const terminal = new Terminal(24);
  const screen = createLiveScreen(terminal);
  screen.draw('one\ntwo');
  terminal.emit('resize');
  expect(terminal.picture).toBe('');
  screen.draw('three');
  expect(terminal.picture).toBe('three');
});
