import { isTooLarge } from './picture-size.ts'

type Signature = readonly [type: string, bytes: readonly number[] | string, offset?: number]

/** First bytes of formats; those that are containers of others are told apart below. */
const signatures: readonly Signature[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/webp', 'WEBP', 8],
  ['image/bmp', 'BM'],
  ['image/tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['image/avif', 'ftypavif', 4],
  ['image/heic', 'ftypheic', 4],
  ['application/pdf', '%PDF-'],
  ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
  ['application/zip', [0x50, 0x4b, 0x05, 0x06]],
  ['application/x-ole-storage', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['application/gzip', [0x1f, 0x8b, 0x08]],
  ['application/x-7z-compressed', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['application/vnd.rar', 'Rar!\x1a\x07'],
  ['application/x-msdownload', 'MZ'],
  ['application/x-elf', [0x7f, 0x45, 0x4c, 0x46]],
  ['application/ms-tnef', [0x78, 0x9f, 0x3e, 0x22]],
  ['application/rtf', '{\\rtf'],
  ['application/wasm', [0x00, 0x61, 0x73, 0x6d]],
  ['audio/mpeg', 'ID3'],
  ['audio/ogg', 'OggS'],
  ['audio/wav', 'WAVE', 8],
  ['audio/flac', 'fLaC'],
  ['video/webm', [0x1a, 0x45, 0xdf, 0xa3]],
  ['video/mp4', 'ftyp', 4],
]

/** Two letters are not enough to say that a text is none. */
const weak = new Set(['image/bmp', 'application/x-msdownload'])

/** What a format may be called besides: programs keep their documents in zip, OLE and the like. */
const kept: Readonly<Record<string, RegExp>> = {
  'application/zip':
    /^application\/(vnd\.[\w.+-]+|epub\+zip|java-archive|x-zip-compressed|x-apple-[\w.-]+)$/,
  'application/x-ole-storage': /^application\/(msword|vnd\.[\w.+-]+|x-msi|x-hwp)$/,
  'video/mp4': /^(video|audio)\/(mp4|quicktime|x-m4[av]|3gpp2?)$/,
  'video/webm': /^(video|audio)\/(webm|x-matroska)$/,
  'audio/ogg': /^(video|audio|application)\/ogg$/,
  'image/tiff': /^image\/(tiff|x-[\w-]+)$/,
  'application/gzip': /^application\/(gzip|x-gzip|x-tgz|x-tar)$/,
  'application/rtf': /^(text\/rtf|application\/(rtf|msword))$/,
}

/** Pictures that a browser shows and cannot run. */
export const isSafePicture = (type: string) =>
  ['image/png', 'image/jpeg', 'image/gif', 'image/webp'].includes(type)

const starts = (bytes: Uint8Array, [, magic, offset = 0]: Signature) =>
  [...magic].every(
    (one, index) => bytes[offset + index] === (typeof one === 'number' ? one : one.charCodeAt(0)),
  )

/** No text has these; every text in a charset that people send does without. */
const looksBinary = (bytes: Uint8Array) =>
  bytes.subarray(0, 4096).some((byte) => byte < 9 || (byte > 13 && byte < 27))

const known = new Set(signatures.map(([type]) => type))

/** UTF-16 has zeros, and says so by its first two bytes. */
const isWide = ([first, second]: Uint8Array) =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

/**
 * What the bytes are; a picture of too many pixels is bytes only. What was declared is believed only where the bytes do not say otherwise: a picture that does
 * not look like one is only bytes, and a program is a program whatever it is called.
 */
export const sniffType = (bytes: Uint8Array, declared: string): string => {
  const said = /^[\w.+-]+\/[\w.+-]+/.exec(declared.toLowerCase())?.[0] ?? 'application/octet-stream'
  const isText = isWide(bytes) || !looksBinary(bytes)
  for (const signature of signatures) {
    const [type] = signature
    if (!starts(bytes, signature) || (weak.has(type) && isText)) continue
    // What nobody could look at is a file like any other.
    if (isSafePicture(type) && isTooLarge(bytes, type)) return 'application/octet-stream'
    return kept[type]?.test(said) ? said : type
  }
  if (known.has(said) || /^(image|audio|video|font)\//.test(said))
    // SVG is a text, and nobody's picture here.
    return isText && said === 'image/svg+xml' ? said : 'application/octet-stream'
  return said.startsWith('text/') && !isText ? 'application/octet-stream' : said
}
