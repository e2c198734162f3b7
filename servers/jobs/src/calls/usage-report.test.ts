import { afterEach, expect, test } from 'vitest';
import { firstOfDays } from './usage-report.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const hourMs = 3_600_000;

test.each([
  ['Europe/Berlin', '2026-03-30T00:30:00+02:00', 2, '2026-03-29T00:00:00+01:00'],
  ['Europe/Berlin', '2026-10-25T23:30:00+01:00', 2, '2026-10-24T00:00:00+02:00'],
  ['UTC', '2026-03-01T12:00:00Z', 1, '2026-03-01T00:00:00Z'],
  ['UTC', '2026-03-01T00:00:00Z', 400, '2025-01-26T00:00:00Z'],
])('in %s at %s, the last %i days begin at %s', (name, now, days, first) => {
  process.env['TZ'] = name;
  expect(firstOfDays(days, Date.parse(now))).toBe(Date.parse(first));
});

test.each(['Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Africa/Cairo', 'Pacific/Apia'])(
  'in %s, three days are three of the calendar at every hour of a year',
  (name) => {
    process.env['TZ'] = name;
    const dayOf = (time: number) => new Date(time).toDateString();
    for (let now = Date.UTC(2026, 0, 5); now < Date.UTC(2027, 0, 5); now += hourMs) {
      const first = firstOfDays(3, now);
      const seen = new Set<string>([dayOf(now)]);
      for (let time = first; time < now; time += hourMs) seen.add(dayOf(time));
      expect(seen.size, new Date(now).toISOString()).toBe(3);
      expect(dayOf(first - 1), new Date(now).toISOString()).not.toBe(dayOf(first));
    }
  },
);
