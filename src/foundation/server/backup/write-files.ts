import { createHash } from 'node:crypto'
import { quote, quoted, type Table } from './catalogue.ts'
import { filesFolder, type Manifest } from './format.ts'
import { readColumn } from './read-rows.ts'
import type { Writing } from './write-rows.ts'

/** By convention every column of this name names a file of the store. */
const column = 'sha256'

/** Every file that a row of this moment names, each once. Files are written before their rows, so all are there. */
export const writeFiles = async (
  writing: Writing,
  tables: readonly Table[],
): Promise<Manifest['files']> => {
  const found: Manifest['files'] = { count: 0, bytes: 0, missing: [] }
  for await (const names of readColumn(writing.client, namesOf(tables))) {
    for (const name of names) {
      const body = await readWhole(writing, name)
      if (!body) {
        found.missing.push(name)
        continue
      }
      await writing.archive.put(`${filesFolder}/${name}`, body)
      found.count += 1
      found.bytes += body.byteLength
    }
    writing.progress({ step: 'save', name: filesFolder, count: found.count })
  }
  return found
}

const namesOf = (tables: readonly Table[]) => {
  const selects = tables
    .filter(({ columns }) => columns.some((one) => one.name === column))
    .map((table) => `select ${quote(column)} as name from ${quoted(table)}`)
  return `select name from (${selects.join(' union ')}) f where name is not null order by name collate "C"`
}

/** Undefined when it is gone or has changed on the disk: said aloud, and no reason to go without the rest. */
const readWhole = async ({ files }: Writing, name: string) => {
  try {
    const body = await files.read(name)
    return createHash('sha256').update(body).digest('hex') === name ? body : undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EIO') return undefined
    throw error
  }
}
