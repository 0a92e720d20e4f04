import { open } from 'node:fs/promises'
import { readMark } from './detect.ts'

const headBytes = 4096
/** Of ZIP (so of workbooks), gzip, PDF, old workbooks and PNG. */
const marks = ['504b0304', '1f8b', '25504446', 'd0cf11e0', '89504e47']

const isControl = (byte: number) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13

/** False for workbooks, archives, pictures and the like, which nobody can read row by row. */
export const isText = async (path: string): Promise<boolean> => {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const head = buffer.subarray(0, bytesRead)
    if (marks.some((mark) => head.toString('hex', 0, 4).startsWith(mark))) return false
    // Nearly every other byte of UTF-16 is a zero, but of Japanese.
    const zeros = head.filter((byte) => byte === 0).length
    if (readMark(head) !== undefined || zeros > bytesRead / 8) return true
    return head.filter(isControl).length * 50 <= bytesRead + 100
  } finally {
    await file.close()
  }
}
