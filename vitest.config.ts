import { defineConfig } from 'vitest/config';

const everywhere = '{libs,servers,tools}/*/src/**';

/** Three projects, one a tier: units with every push, fire and real hosts on their own commands. */
export default defineConfig({
  test: {
    // Most tests wait for processes and sockets: one file a core leaves the cores idle.
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/*.test.ts`],
          exclude: [`${everywhere}/*.fire.test.ts`, `${everywhere}/*.e2e.test.ts`],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'fire',
          include: [`${everywhere}/*.fire.test.ts`],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: [`${everywhere}/*.e2e.test.ts`],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
