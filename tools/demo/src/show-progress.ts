/** Prints each step once, with the seconds since the start; the server repeats a step while it lasts. */
export function progressPrinter(print: (line: string) => void, now: () => number): (message: string) => void {
  const start = now();
  let last = '';
  return (message) => {
    const step = message.replace(/, \d+ s$/, '');
    if (step === last) return;
    last = step;
    print(`  ${((now() - start) / 1000).toFixed(1).padStart(4)} s  ${step}`);
  };
}
