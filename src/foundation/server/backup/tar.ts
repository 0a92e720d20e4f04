import { AppError } from '../../shared/app-error.ts'

/** POSIX ustar (IEEE Std 1003.1, pax, "ustar Interchange Format"): plain files only. */
const block = 512
/** No entry of ours comes near; a header that says more is not one. */
const largestEntry = 1024 ** 3

const padding = (size: number) => (block - (size % block)) % block

const sumOf = (head: Buffer) => {
  let sum = 8 * 0x20
  for (let at = 0; at < block; at++) if (at < 148 || at >= 156) sum += head[at]!
  return sum
}

const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`

/** One file as three pieces: header, body, padding. Names are at most 100 bytes of ASCII. */
export const packEntry = (name: string, body: Uint8Array, seconds: number): Uint8Array[] => {
  if (Buffer.byteLength(name) > 100) throw new Error(`the name ${name} is too long for an archive`)
  const head = Buffer.alloc(block)
  head.write(name, 0)
  head.write(octal(0o600, 8), 100)
  head.write(octal(0, 8), 108)
  head.write(octal(0, 8), 116)
  head.write(octal(body.byteLength, 12), 124)
  head.write(octal(seconds, 12), 136)
  head.write('0', 156)
  head.write('ustar\u000000', 257)
  head.write(`${octal(sumOf(head), 7)} `, 148)
  return [head, body, Buffer.alloc(padding(body.byteLength))]
}

export const endOfArchive = Buffer.alloc(2 * block)

export type Entry = { name: string; body: Buffer }

/** The files of an archive, one at a time. Errors: `backup.damaged` when it breaks off or is no such archive. */
export async function* unpack(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const take = takeFrom(source)
  for (;;) {
    const head = await take(block)
    if (head.every((byte) => byte === 0)) return
    const size = Number.parseInt(head.toString('latin1', 124, 136), 8)
    const sum = Number.parseInt(head.toString('latin1', 148, 156), 8)
    if (sum !== sumOf(head) || !(size <= largestEntry))
      throw new AppError('invalid', 'backup.damaged')
    const body = await take(size)
    await take(padding(size))
    yield { name: head.toString('latin1', 0, 100).replace(/\0.*$/s, ''), body }
  }
}

/** Exactly so many bytes at a time, whatever pieces they come in. */
const takeFrom = (source: AsyncIterable<Buffer>) => {
  const pieces = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  return async (size: number): Promise<Buffer> => {
    const taken: Buffer[] = []
    let missing = size
    for (;;) {
      const now = rest.subarray(0, missing)
      rest = rest.subarray(now.byteLength)
      taken.push(now)
      missing -= now.byteLength
      if (missing === 0) return taken.length === 1 ? now : Buffer.concat(taken, size)
      const next = await pieces.next()
      if (next.done) throw new AppError('invalid', 'backup.damaged')
      rest = next.value
    }
  }
}
