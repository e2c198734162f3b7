import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleReport } from '../../testing/sample-report.ts';
import { renderReport } from './render-report.ts';

/** Where distributions put it, and where `npx playwright-core install chromium` does; another one by CODEX_PRO_CHROMIUM. */
const places = [
  process.env['CODEX_PRO_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  chromium.executablePath(),
];
const executablePath = places.find((place) => place !== '' && existsSync(place)) ?? null;
if (executablePath === null) {
  const looked = places.filter((place) => place !== '').join(', ');
  process.stderr.write(
    `\n!!! SKIPPED: the report of a batch in a browser. There is no Chromium here (looked for ${looked}). Install one (apt-get install chromium), or name it in CODEX_PRO_CHROMIUM.\n`,
  );
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.skipIf(executablePath === null).each(['light', 'dark'] as const)(
  'the report opens from disk without a word of complaint (%s)',
  async (colorScheme) => {
    const path = join(folder, 'report.html');
    const picture = join(folder, `${colorScheme}.png`);
    await writeFile(path, renderReport(sampleReport(200)));
    const browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ colorScheme, viewport: { width: 1100, height: 1400 } });
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
      await page.screenshot({ path: picture });
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(path).href]);
      expect(await page.locator('tbody tr').count()).toBe(200);
      expect(await page.locator('svg').count()).toBe(3);
      // Nothing sticks out to the side.
      const root = page.locator('html');
      expect(await root.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
      expect((await stat(picture)).size).toBeGreaterThan(20_000);
    } finally {
      await browser.close();
    }
  },
);
