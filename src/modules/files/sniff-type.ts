const signatures: [type: string, bytes: number[], offset?: number][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', [0x57, 0x45, 0x42, 0x50], 8],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46]],
  ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
]

/** Pictures that a browser shows and cannot run. */
export const isSafePicture = (type: string) =>
  ['image/png', 'image/jpeg', 'image/gif', 'image/webp'].includes(type)

/** What the bytes are; a picture that does not look like one is only bytes. */
export const sniffType = (bytes: Uint8Array, declared: string): string => {
  const plain =
    /^[\w.+-]+\/[\w.+-]+/.exec(declared.toLowerCase())?.[0] ?? 'application/octet-stream'
  for (const [type, magic, offset = 0] of signatures) {
    if (!magic.every((byte, index) => bytes[offset + index] === byte)) continue
    // Office documents are zip files; their declared type says more.
    return type === 'application/zip' ? plain : type
  }
  return isSafePicture(plain) || plain === 'application/pdf' ? 'application/octet-stream' : plain
}
