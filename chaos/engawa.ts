import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environment, root } from '../bench/server.ts'

/** The command line as an operator uses it, on a folder; what it prints as JSON. Rejects with what it says. */
export const engawa = async (folder: string, args: string[], more: Record<string, string> = {}) => {
  const command = [join(root, 'src/cli/main.ts'), ...args, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: root,
    env: environment(folder, more),
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(stdout)
}
