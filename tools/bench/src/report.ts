import { type Figures, figures } from './figures.ts';

export type Unit = 'ms' | 'MB' | 'MB/s' | 'processes' | 'runs' | 'calls/s' | 'claims/s';

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function row(name: string, unit: Unit, one: Figures): string {
  const spread = `${shown(one.min)} … ${shown(one.max)}`;
  return `  ${name.padEnd(46)} ${shown(one.median).padStart(8)} ${unit.padEnd(9)} (${spread}, n=${one.count})`;
}

export function printHeading(text: string): void {
  console.log(`\n${text}`);
}

export function printReadings(name: string, unit: Unit, readings: readonly number[]): void {
  console.log(row(name, unit, figures(readings)));
}

/** The ratio of two medians taken in one run, beside the bound that the design sets, where there is one. */
export function printRatio(
  name: string,
  ours: readonly number[],
  peer: readonly number[],
  bound?: string,
): void {
  const ratio = figures(ours).median / figures(peer).median;
  console.log(
    `  ${name.padEnd(46)} ${ratio.toFixed(2).padStart(8)} ×${bound === undefined ? '' : `         (design: ${bound})`}`,
  );
}

export function printNote(text: string): void {
  console.log(`  ${text}`);
}
