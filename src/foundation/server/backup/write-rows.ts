import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { FileStore } from '../files/store.ts'
import { type Manifest, type Progress, partBytes } from './format.ts'
import { readColumn } from './read-rows.ts'
import type { Archive } from './write-archive.ts'

export type Writing = { client: pg.Client; archive: Archive; files: FileStore; progress: Progress }

/** The lines of a query as parts `<name>/000001.jsonl` …; the hash is over what is compared of each line. */
export const writeRows = async (
  { client, archive, progress }: Writing,
  name: string,
  { query, compared = (line) => line }: { query: string; compared?: (line: string) => string },
): Promise<Manifest['jobs']> => {
  const hash = createHash('sha256')
  let rows = 0
  let part = 0
  let waiting: string[] = []
  let size = 0
  const flush = async () => {
    if (waiting.length === 0) return
    part += 1
    const lines = Buffer.from(`${waiting.join('\n')}\n`)
    waiting = []
    size = 0
    await archive.putPart(`${name}/${String(part).padStart(6, '0')}.jsonl`, lines)
  }
  for await (const lines of readColumn(client, query)) {
    for (const line of lines) {
      hash.update(`${compared(line)}\n`)
      waiting.push(line)
      size += line.length
      if (size >= partBytes) await flush()
    }
    rows += lines.length
    progress({ step: 'save', name, count: rows })
  }
  await flush()
  return { rows, sha256: hash.digest('hex') }
}
