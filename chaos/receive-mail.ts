import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engawa } from './engawa.ts'

/** Brings raw mails in by the command line, beside the running server of this folder. */
export const receiveMail = async (folder: string, connectionId: string, mails: Uint8Array[]) => {
  const place = mkdtempSync(join(folder, 'mails-'))
  const files = mails.map((raw, index) => {
    const file = join(place, `${index}.eml`)
    writeFileSync(file, raw)
    return file
  })
  await engawa(folder, ['mail', 'receive', '--connection', connectionId, ...files])
  rmSync(place, { recursive: true })
}
