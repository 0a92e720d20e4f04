import { defineConfig } from 'vitest/config'

const shared = {
  globalSetup: ['src/foundation/testing/prepare-database.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // Waiting for an event takes as long as the machine is busy.
  expect: { poll: { timeout: 10_000 } },
  // A busy machine may be late once; a second failure is the product's.
  retry: process.env.CI ? 1 : 0,
}

export default defineConfig({
  test: {
    // Two cores: two files at a time, each with a database of its own.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'server',
          include: ['src/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['src/**/*.e2e.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['src/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
