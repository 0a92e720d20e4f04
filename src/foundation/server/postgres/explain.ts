import { statfsSync } from 'node:fs'
import { refuseStart } from '../refuse-start.ts'
import type { Paths } from './paths.ts'

/** What initdb or the server said, as one sentence that tells a person what to do. */
export const explainServerText = (said: string, { folder, log }: Paths, whatFailed: string) => {
  if (/No space left on device|Disk quota exceeded|not enough space/i.test(said) || isFull(folder))
    return refuseStart(
      'start.disk_full',
      `The disk that holds ${folder} is full, so the database cannot start. Free some space and start again; nothing that was saved is lost.`,
      { folder },
    )
  if (/Permission denied|Read-only file system|has wrong ownership/i.test(said))
    return refuseStart(
      'start.folder_not_writable',
      `The database folder ${folder} cannot be used by the user that runs PostgreSQL: ${lastComplaint(said)}`,
      { folder },
    )
  return refuseStart(
    'start.database_failed',
    `The built-in database ${whatFailed}: ${lastComplaint(said)} More may be in ${log}.`,
    { folder },
  )
}

/** On a full disk the server cannot even write its complaint. */
const isFull = (folder: string) => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize < 1_000_000
}

const lastComplaint = (said: string) => {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  const complaint =
    lines.findLast((line) => /FATAL|PANIC|error|could not/i.test(line)) ??
    lines.at(-1) ??
    'it said nothing'
  return `${complaint
    .replace(/^.*?(FATAL|PANIC|ERROR):\s+/, '')
    .trim()
    .replace(/\.?$/, '')}.`
}
