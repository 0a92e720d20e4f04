import { appendFile, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Services } from '../../../foundation/server/services.ts'

/** One line of the list: whose workspace, a keyed hash, since when. */
export type Tombstone = { workspaceId: string; hash: string; erasedAt: Date }

/** In the data folder and in no backup, so that it outlives the restore of an older one. */
const pathIn = ({ config }: Services) => join(config.dataFolder, 'erased')

const format = ({ workspaceId, hash, erasedAt }: Tombstone) =>
  `${workspaceId} ${hash} ${erasedAt.toISOString()}\n`

/** A line that a power cut broke off is left out: its row is in the database still, or its erasure had not begun. */
const parse = (line: string): Tombstone[] => {
  const [workspaceId = '', hash = '', at = ''] = line.split(' ')
  const erasedAt = new Date(at)
  const isWhole = /^[0-9a-f-]{36}$/.test(workspaceId) && /^[\w-]{43}$/.test(hash)
  return isWhole && !Number.isNaN(erasedAt.getTime()) ? [{ workspaceId, hash, erasedAt }] : []
}

export const readTombstones = async (services: Services): Promise<Tombstone[]> => {
  try {
    return (await readFile(pathIn(services), 'utf8')).split('\n').flatMap(parse)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** On the disk when it resolves. */
export const appendTombstones = async (services: Services, added: readonly Tombstone[]) => {
  if (added.length === 0) return
  await mkdir(services.config.dataFolder, { recursive: true, mode: 0o700 })
  // A line of its own also after one that was broken off.
  await appendFile(pathIn(services), `\n${added.map(format).join('')}`, { mode: 0o600 })
  const file = await open(pathIn(services), 'r')
  await file.sync().finally(() => file.close())
}
