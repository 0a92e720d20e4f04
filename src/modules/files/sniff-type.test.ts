import { expect, test } from 'vitest'
import { isSafePicture, sniffType } from './sniff-type.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const png = bytes('\x89PNG\r\n\x1a\n....')
const zip = bytes('PK\x03\x04\x14\0')
const page = bytes('<html><script>alert(1)</script></html>')
const svg = bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
const exe = bytes('MZ\x90\0\x03\0\0\0')
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

test.each([
  ['a picture called a page', png, 'text/html', 'image/png'],
  ['a picture called nothing', png, '', 'image/png'],
  ['a page called a picture', page, 'image/png', 'application/octet-stream'],
  ['a page called a PDF', page, 'application/pdf', 'application/octet-stream'],
  ['a page called a page', page, 'text/html; charset=utf-8', 'text/html'],
  ['a drawing called a photograph', svg, 'image/jpeg', 'application/octet-stream'],
  ['a drawing called a drawing', svg, 'image/svg+xml', 'image/svg+xml'],
  ['half a picture', bytes('\x89PNG'), 'image/png', 'application/octet-stream'],
  ['a program called a text', exe, 'text/plain', 'application/x-msdownload'],
  ['a program called a picture', exe, 'image/gif', 'application/x-msdownload'],
  ['a text that begins like a program', bytes('MZ is a word'), 'text/plain', 'text/plain'],
  ['bytes called a text', bytes('\0\x01\x02'), 'text/plain', 'application/octet-stream'],
  ['a wide text', bytes('\xff\xfea\0b\0'), 'text/csv', 'text/csv'],
  ['a document in a zip', zip, word, word],
  ['a page in a zip', zip, 'text/html', 'application/zip'],
  [
    'an old document',
    bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
    'application/msword',
    'application/msword',
  ],
  [
    'a script in an old document',
    bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
    'text/javascript',
    'application/x-ole-storage',
  ],
  ['a PDF that is also a page', bytes('%PDF-1.4 <html>'), 'text/html', 'application/pdf'],
  ['a film', bytes('\0\0\0\x18ftypmp42'), 'video/quicktime', 'video/quicktime'],
  ['a type with more to it', bytes('a'), 'text/plain"; x="<script>', 'text/plain'],
  ['no type at all', bytes('a'), 'nonsense', 'application/octet-stream'],
  ['nothing', bytes(''), 'image/png', 'application/octet-stream'],
  ['Japanese text', bytes('\x1b$B$3$s\x1b(B'), 'text/plain', 'text/plain'],
])('%s', (_, given, declared, expected) => {
  expect(sniffType(given, declared)).toBe(expected)
})

test('only pictures that cannot run are shown', () => {
  expect(['image/png', 'image/jpeg', 'image/gif', 'image/webp'].every(isSafePicture)).toBe(true)
  for (const type of ['image/svg+xml', 'image/bmp', 'application/pdf', 'text/html'])
    expect(isSafePicture(type)).toBe(false)
})
