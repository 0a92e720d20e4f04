import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environment, root } from '../bench/server.ts'

/** Brings raw mails in by the command line, beside the running server of this folder. */
export const receiveMail = async (folder: string, connectionId: string, mails: Uint8Array[]) => {
  const place = mkdtempSync(join(folder, 'mails-'))
  const files = mails.map((raw, index) => {
    const file = join(place, `${index}.eml`)
    writeFileSync(file, raw)
    return file
  })
  const command = [join(root, 'src/cli/main.ts'), 'mail', 'receive', '--connection', connectionId]
  await promisify(execFile)(process.execPath, [...command, '--json', ...files], {
    cwd: root,
    env: environment(folder),
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  rmSync(place, { recursive: true })
}
