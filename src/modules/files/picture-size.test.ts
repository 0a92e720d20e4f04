import { expect, test } from 'vitest'
import { readPictureSize } from './picture-size.ts'
import { sniffType } from './sniff-type.ts'

const big = (number: number, length: number) => {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntBE(number, 0, length)
  return bytes
}
const little = (number: number, length: number) => {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntLE(number, 0, length)
  return bytes
}
const rest = Buffer.alloc(40)
const of = (...parts: (string | Buffer)[]) =>
  Buffer.concat(
    [...parts, rest].map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  )

type Write = (width: number, height: number) => Buffer

const formats: Record<string, [string, Write]> = {
  png: ['image/png', (w, h) => of('\x89PNG\r\n\x1a\n', big(13, 4), 'IHDR', big(w, 4), big(h, 4))],
  gif: ['image/gif', (w, h) => of('GIF89a', little(w, 2), little(h, 2))],
  'gif whose first picture is larger than its screen': [
    'image/gif',
    (w, h) =>
      of(
        'GIF89a',
        little(1, 2),
        little(1, 2),
        '\x80\0\0',
        Buffer.alloc(6),
        '\x21\xf9\x04\0\0\0\0\0\x2c',
        little(0, 4),
        little(w, 2),
        little(h, 2),
      ),
  ],
  jpeg: [
    'image/jpeg',
    (w, h) =>
      of(
        '\xff\xd8\xff\xe1',
        big(302, 2),
        Buffer.alloc(300, 0xff),
        '\xff\xff\xc4',
        big(4, 2),
        '..',
        'noise',
        '\xff\xc2',
        big(17, 2),
        '\x08',
        big(h, 2),
        big(w, 2),
      ),
  ],
  'webp, extended': [
    'image/webp',
    (w, h) => of('RIFF....WEBPVP8X', little(10, 4), '\0\0\0\0', little(w - 1, 3), little(h - 1, 3)),
  ],
  'webp, lossless': [
    'image/webp',
    (w, h) => of('RIFF....WEBPVP8L....\x2f', little(((h - 1) * 2 ** 14 + (w - 1)) >>> 0, 4)),
  ],
  'webp, lossy': [
    'image/webp',
    (w, h) => of('RIFF....WEBPVP8 ....\0\0\0\x9d\x01\x2a', little(w, 2), little(h, 2)),
  ],
}

test.each(Object.entries(formats))('the size of a picture is read: %s', (_, [type, write]) => {
  expect(readPictureSize(write(640, 480), type)).toEqual({ width: 640, height: 480 })
  expect(sniffType(write(7000, 7000), type)).toBe(type)
  expect(sniffType(write(16_000, 16_000), type)).toBe('application/octet-stream')
})

test('what has no readable size unpacks to nothing, and is what its first bytes say', () => {
  expect(sniffType(Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'), '')).toBe('image/png')
  for (const [, [type, write]] of Object.entries(formats))
    for (let length = 0; length < 60; length += 1)
      readPictureSize(write(16_000, 16_000).subarray(0, length), type)
})
