import { drawTable, painter, textColumns, visibleText, wrapText } from '@codex-pro/terminal';
import type { SettingsShown } from './settings-shape.ts';
import type { View } from './view.ts';

/** Settings with their sources; what is not built in stands out. */
export function renderSettings(shown: SettingsShown, view: View): string {
  const paint = painter(view.color);
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(textColumns));
  const room =
    view.columns -
    widest(shown.settings.map(({ key }) => key)) -
    widest(shown.settings.map(({ value }) => valueText(value)));
  const isTight = widest(shown.settings.map(({ source }) => source)) > room - 4;
  const lines = drawTable(
    [{ title: 'KEY' }, { title: 'VALUE', least: 8 }, { title: 'SOURCE', least: 16 }],
    shown.settings.map(({ key, value, source }) => {
      const emphasis = source === 'built-in' ? paint.dim : paint.bold;
      return [
        { text: key },
        { text: valueText(value), paint: emphasis },
        { text: isTight ? shortSource(source) : source, paint: emphasis },
      ];
    }),
    view.columns,
    paint.dim,
  );
  const section = (title: string, entries: readonly string[]) => {
    if (entries.length === 0) return;
    lines.push('', paint.yellow(title));
    for (const entry of entries) {
      lines.push(...wrapText(visibleText(entry), view.columns - 2).map((line) => `  ${line}`));
    }
  };
  section(
    'Refused of the project profile',
    shown.refused.map(({ key, why }) => `${key}: ${why}`),
  );
  section('Warnings', shown.warnings);
  if (shown.profiles.length > 0)
    lines.push(
      '',
      ...wrapText(`Overlays to choose with --profile: ${shown.profiles.join(', ')}`, view.columns),
    );
  return `${[...lines, '', ...wrapText(shown.summary, view.columns)].join('\n')}\n`;
}

/** `user profile profile.yaml:12` of a whole path: the line is what is looked for, and it stands at the end. */
function shortSource(source: string): string {
  return source.replace(/ (?:[A-Za-z]:)?[\\/].*[\\/](?=[^\\/]+:\d+)/, ' ');
}

function valueText(value: unknown): string {
  if (value === null) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
