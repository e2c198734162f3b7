import { columns, type Row, rows, typing } from './lay-out.ts';

const cell = { width: 8.4, height: 19, font: 14 } as const;
const margin = { side: 20, top: 52, bottom: 16 } as const;
const size = {
  width: columns * cell.width + 2 * margin.side,
  height: margin.top + rows * cell.height + margin.bottom,
} as const;
/** Seconds that the last screen stands before all begins again. */
const hold = 6;

/**
 * An animated picture of a terminal: CSS alone, so that it plays in a page that runs no scripts. Where people ask for less
 * motion the first screen stands still.
 * @param command what is typed at the prompt
 */
export function drawSvg(command: string, given: readonly Row[]): string {
  const lines: readonly Row[] = [{ at: 0, text: `$ ${command}`, ink: 'plain' }, ...given];
  const seconds = (lines.at(-1)?.at ?? 0) + hold;
  const percent = (at: number) => ((at / seconds) * 100).toFixed(2);
  const x = margin.side;
  const y = (row: number) => margin.top + (row + 0.75) * cell.height;

  const appear = lines
    .slice(1, rows)
    .map(({ at }, index) => `@keyframes r${index + 1}{0%{opacity:0}${percent(at)}%,to{opacity:1}}`);
  // Rows that come at the same time move the screen once.
  const moves = new Map(
    lines.slice(rows).map(({ at }, index) => [percent(at), -(index + 1) * cell.height] as const),
  );
  const scroll = [...moves].map(([when, by]) => `${when}%{transform:translateY(${by}px)}`);
  const texts = lines.map(({ text, ink }, row) => {
    if (text === '') return '';
    const animation = row > 0 && row < rows ? ` style="animation-name:r${row}"` : '';
    return `<text x="${x}" y="${y(row)}" textLength="${(text.length * cell.width).toFixed(1)}" class="${ink}"${animation}>${escaped(text)}</text>`;
  });
  const typed = { x: x + 2 * cell.width, width: command.length * cell.width };

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width.toFixed(0)} ${size.height}" width="${size.width.toFixed(0)}" height="${size.height}" role="img">
<title>${escaped(command)}</title>
<desc>A recording of the demo, made by tools/demo: npm run demo:record. Recorded replies; the work in real time, the answer slowed down.</desc>
<style>
text{font:${cell.font}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;fill:#c9d1d9}
.heading{fill:#79c0ff;font-weight:bold}.urgent{fill:#ff7b72;font-weight:bold}.warning{fill:#e3b341;font-weight:bold}
.marked{fill:#ffa198}.code{fill:#a5d6ff}.suggested{fill:#7ee787}.faint{fill:#8b949e}.progress{fill:#56d4dd}
.screen text,.screen,.cover{animation-duration:${seconds.toFixed(2)}s;animation-timing-function:step-end;animation-iteration-count:infinite}
.screen{animation-name:scroll}.cover{animation-name:type;animation-timing-function:steps(${command.length},end)}
@keyframes scroll{0%{transform:none}${scroll.join('')}}
@keyframes type{0%,${percent(typing.from)}%{transform:none;opacity:1}${percent(typing.to)}%{transform:translateX(${typed.width.toFixed(1)}px);opacity:1}${percent(typing.to + 0.3)}%,to{transform:translateX(${typed.width.toFixed(1)}px);opacity:0}}
${appear.join('\n')}
@media (prefers-reduced-motion:reduce){.screen text,.screen,.cover{animation:none}.cover{display:none}}
</style>
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<circle cx="22" cy="22" r="6" fill="#ff5f57"/><circle cx="42" cy="22" r="6" fill="#febc2e"/><circle cx="62" cy="22" r="6" fill="#28c840"/>
<text x="${size.width / 2}" y="27" text-anchor="middle" class="faint">codex-pro</text>
<clipPath id="screen"><rect y="${margin.top}" width="100%" height="${rows * cell.height}"/></clipPath>
<g clip-path="url(#screen)"><g class="screen">
${texts.filter((text) => text !== '').join('\n')}
<g class="cover"><rect x="${typed.x}" y="${margin.top}" width="${typed.width + cell.width}" height="${cell.height}" fill="#0d1117"/>
<rect x="${typed.x}" y="${margin.top + 1}" width="${cell.width}" height="${cell.height - 3}" fill="#8b949e"/></g>
</g></g>
</svg>
`;
}

function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '')

    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
