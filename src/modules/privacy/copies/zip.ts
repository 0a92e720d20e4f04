import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { crc32, createDeflateRaw } from 'node:zlib'

/** PKWARE APPNOTE 6.3.3: sizes follow the data (bit 3), names are UTF-8 (bit 11). */
const flags = 0x0808
const deflated = 8
const most = 0xffff_ffff

const dosTime = (at: Date) => ({
  time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
})

type Done = { name: Buffer; crc: number; packed: number; size: number; offset: number }

/** A ZIP file written piece by piece, so that a long life costs no memory. Throws above 4 GB. */
export const openZip = (path: string, at: Date) => {
  const out = createWriteStream(path, { mode: 0o600, flush: true })
  const failed = once(out, 'error').then(([error]) => Promise.reject(error))
  failed.catch(() => undefined)
  const { time, date } = dosTime(at)
  const entries: Done[] = []
  let offset = 0

  const put = async (bytes: Buffer) => {
    offset += bytes.length
    if (offset > most) throw new Error('the copy is larger than a ZIP file can be')
    if (!out.write(bytes)) await Promise.race([once(out, 'drain'), failed])
  }
  const words = (...values: [value: number, size: 2 | 4][]) => {
    const bytes = Buffer.alloc(values.reduce((sum, [, size]) => sum + size, 0))
    let place = 0
    for (const [value, size] of values) place = bytes.writeUIntLE(value, place, size)
    return bytes
  }

  return {
    add: async (entry: string, body: Iterable<Buffer> | AsyncIterable<Buffer>) => {
      const name = Buffer.from(entry)
      const start = offset
      await put(words([0x04034b50, 4], [20, 2], [flags, 2], [deflated, 2], [time, 2], [date, 2]))
      await put(words([0, 4], [0, 4], [0, 4], [name.length, 2], [0, 2]))
      await put(name)
      const data = offset
      let [crc, size] = [0, 0]
      const packer = createDeflateRaw()
      const reading = (async () => {
        for await (const piece of packer) await put(piece as Buffer)
      })()
      for await (const piece of body) {
        crc = crc32(piece, crc)
        size += piece.length
        if (!packer.write(piece)) await Promise.race([once(packer, 'drain'), reading])
      }
      packer.end()
      await reading
      const packed = offset - data
      await put(words([0x08074b50, 4], [crc, 4], [packed, 4], [size, 4]))
      entries.push({ name, crc, packed, size, offset: start })
    },
    finish: async () => {
      const start = offset
      for (const { name, crc, packed, size, offset: place } of entries) {
        await put(words([0x02014b50, 4], [20, 2], [20, 2], [flags, 2], [deflated, 2]))
        await put(words([time, 2], [date, 2], [crc, 4], [packed, 4], [size, 4]))
        await put(words([name.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [place, 4]))
        await put(name)
      }
      const length = offset - start
      await put(words([0x06054b50, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2]))
      await put(words([length, 4], [start, 4], [0, 2]))
      out.end()
      await Promise.race([once(out, 'close'), failed])
      return offset
    },
    abandon: () => out.destroy(),
  }
}
