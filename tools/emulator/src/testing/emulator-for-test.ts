import { onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from '../emulator.ts';
import type { EmulatorOptions } from '../options.ts';

/** An emulator that is closed when the test ends. */
export async function emulatorForTest(options?: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
}
