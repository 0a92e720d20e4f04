/** Writes winmail.dat files as Outlook does, for tests. */

const u16 = (value: number) => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export const attribute = (level: 1 | 2, id: number, data: Buffer) => {
  const sum = data.reduce((total, byte) => (total + byte) & 0xffff, 0)
  return Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(sum)])
}

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

const counted = (type: number, number: number, bytes: Buffer) =>
  Buffer.concat([u16(type), u16(number), u32(1), u32(bytes.length), padded(bytes)])

export const unicode = (number: number, text: string) =>
  counted(0x1f, number, Buffer.from(`${text}\0`, 'utf16le'))
export const binary = (number: number, bytes: Buffer) => counted(0x102, number, bytes)

export const properties = (...all: Buffer[]) => Buffer.concat([u32(all.length), ...all])

export const tnef = (...attributes: Buffer[]) =>
  Buffer.concat([u32(0x223e9f78), u16(1), ...attributes])

/** A file with its long name, as Outlook packs it. */
export const packedFile = (name: string, bytes: Buffer, type = 'application/pdf') =>
  Buffer.concat([
    attribute(2, 0x00069002, Buffer.alloc(14)),
    attribute(2, 0x00018010, Buffer.from('SHORT~1.PDF\0')),
    attribute(2, 0x0006800f, bytes),
    attribute(2, 0x00069005, properties(unicode(0x3707, name), unicode(0x370e, type))),
  ])
