import { defineConfig } from 'vitest/config'
import { writeFailures } from './src/foundation/testing/write-failures.ts'

const report = process.env.ENGAWA_TEST_REPORT

const shared = {
  globalSetup: ['src/foundation/testing/prepare-database.ts'],
  testTimeout: 90_000,
  hookTimeout: 120_000,
  // Waiting for an event takes as long as the machine is busy.
  expect: { poll: { timeout: 30_000 } },
  // A busy machine may be late once; a second failure is the product's.
  retry: process.env.CI ? 1 : 0,
}

export default defineConfig({
  test: {
    reporters: ['default', ...(report ? [writeFailures(report)] : [])],
    projects: [
      {
        test: {
          ...shared,
          name: 'server',
          // Loading the product anew for each file would take a quarter of the processors; files share nothing but code.
          isolate: false,
          // Two cores: three files at a time, since each waits for its database now and then.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
          include: ['src/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['src/**/*.e2e.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['src/**/*.e2e.test.ts'],
          testTimeout: 240_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
