import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { TestServer } from '../foundation/testing/start-test-server.ts'

const repository = join(import.meta.dirname, '../..')

export type Outcome = { code: number; out: string; err: string }

/** The command as npm runs it, beside a test server. */
export const runCommand = (
  server: TestServer,
  args: string[],
  env: Record<string, string | undefined> = {},
  input?: string,
) =>
  new Promise<Outcome>((resolve) => {
    const child = execFile(
      process.execPath,
      ['bin/run.mjs', 'src/cli/main.ts', ...args],
      {
        cwd: repository,
        env: {
          PATH: process.env.PATH,
          LANG: 'C',
          DATABASE_URL: server.databaseUrl,
          ENGAWA_DATA: server.dataFolder,
          PUBLIC_URL: server.url,
          ...env,
        },
      },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    )
    child.stdin?.end(input)
  })
