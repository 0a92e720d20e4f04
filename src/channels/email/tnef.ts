import { readProperties } from './mapi.ts'

/** What Outlook packed into a winmail.dat. */
export type Unpacked = {
  files: { name: string; type: string; contentId: string; bytes: Uint8Array }[]
  text: string
  html: Uint8Array | undefined
}

const SIGNATURE = 0x223e9f78
const MOST_ATTRIBUTES = 5000
const MOST_FILES = 200

/** Attributes by their whole number: type and id (MS-OXTNEF §2.1.3). */
const ids = {
  body: 0x0002800c,
  codepage: 0x00069007,
  messageProperties: 0x00069003,
  newFile: 0x00069002,
  fileTitle: 0x00018010,
  fileData: 0x0006800f,
  fileProperties: 0x00069005,
} as const

const PR_BODY = 0x1000
const PR_BODY_HTML = 0x1013
const PR_ATTACH_DATA = 0x3701
const PR_ATTACH_FILENAME = 0x3704
const PR_ATTACH_LONG_FILENAME = 0x3707
const PR_ATTACH_MIME_TAG = 0x370e
const PR_ATTACH_CONTENT_ID = 0x3712

type File = {
  title: string
  data: Uint8Array | undefined
  properties: ReturnType<typeof readProperties>
}

/** Each attribute: level, id, length, data, checksum. Stops at the first that does not fit. */
function* readAttributes(bytes: Buffer): Generator<{ id: number; data: Buffer }> {
  let at = 6
  for (let count = 0; count < MOST_ATTRIBUTES && at + 11 <= bytes.length; count++) {
    const id = bytes.readUInt32LE(at + 1)
    const length = bytes.readUInt32LE(at + 5)
    const end = at + 9 + length
    if (end + 2 > bytes.length) return
    yield { id, data: bytes.subarray(at + 9, end) }
    at = end + 2
  }
}

const decode = (bytes: Uint8Array, codepage: number): string => {
  const names: Record<number, string> = {
    932: 'shift_jis',
    936: 'gbk',
    949: 'euc-kr',
    950: 'big5',
    65001: 'utf-8',
  }
  const name =
    names[codepage] ??
    (codepage >= 1250 && codepage <= 1258 ? `windows-${codepage}` : 'windows-1252')
  return new TextDecoder(name).decode(bytes).replace(/\0+$/, '')
}

/**
 * TNEF (MS-OXTNEF). Bounded: nothing is copied but what stands in the file, so it gives back no more bytes than it was
 * given, twice. Undefined for what is not TNEF or holds nothing.
 */
export const unpackTnef = (input: Uint8Array): Unpacked | undefined => {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  if (bytes.length < 17 || bytes.readUInt32LE(0) !== SIGNATURE) return undefined
  const files: File[] = []
  let codepage = 1252
  let text = ''
  let html: Uint8Array | undefined
  for (const { id, data } of readAttributes(bytes)) {
    const file = files.at(-1)
    if (id === ids.codepage && data.length >= 4) codepage = data.readUInt32LE(0)
    else if (id === ids.body) text ||= decode(data, codepage)
    else if (id === ids.messageProperties) {
      const properties = readProperties(data, (one) => decode(one, codepage))
      text ||= properties.text(PR_BODY)
      html ??= properties.bytes(PR_BODY_HTML)
    } else if (id === ids.newFile && files.length === MOST_FILES)
      // More than anybody attaches: better whole than in part.
      return undefined
    else if (id === ids.newFile)
      files.push({
        title: '',
        data: undefined,
        properties: readProperties(Buffer.alloc(0), String),
      })
    else if (file && id === ids.fileTitle) file.title = decode(data, codepage)
    else if (file && id === ids.fileData) file.data = data
    else if (file && id === ids.fileProperties)
      file.properties = readProperties(data, (one) => decode(one, codepage))
  }
  const found = files.flatMap(({ title, data, properties }) => {
    const content = data ?? properties.bytes(PR_ATTACH_DATA)
    if (!content?.length) return []
    return [
      {
        name:
          properties.text(PR_ATTACH_LONG_FILENAME) || title || properties.text(PR_ATTACH_FILENAME),
        type: properties.text(PR_ATTACH_MIME_TAG).toLowerCase(),
        contentId: properties.text(PR_ATTACH_CONTENT_ID).replace(/^<|>$/g, ''),
        bytes: content,
      },
    ]
  })
  if (found.length === 0 && !text && !html) return undefined
  return { files: found, text, html }
}
