import type { Seal } from '../../foundation/server/seal.ts'

/**
 * What a link of ours carries, and who may act by it: whoever has it. 256 bits of it cannot be guessed, and it names ids
 * only. It never ends, because mail is read years later.
 */
export type LinkKind = 'unsubscribe' | 'confirm'
export type Link = {
  workspaceId: string
  /** `unsubscribe`: whose address. `confirm`: the line of the ledger that waits. */
  subjectId: string
  /** What the mail was for; nothing for a confirmation. */
  purposeId: string
  channel: string
}

const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
const idOf = (bytes: Buffer) =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const purposeOf = (kind: LinkKind) => `consent-${kind}`

export const writeToken = (seal: Seal, kind: LinkKind, link: Link): string => {
  const ids = [link.workspaceId, link.subjectId, link.purposeId].map(bytesOf)
  const body = Buffer.concat([...ids, Buffer.from(link.channel)]).toString('base64url')
  return `${body}.${seal.sign(purposeOf(kind), body)}`
}

/** Undefined for what we did not write. */
export const readToken = (seal: Seal, kind: LinkKind, token: unknown): Link | undefined => {
  if (typeof token !== 'string' || token.length > 400) return undefined
  const [body = '', signature = ''] = token.split('.')
  if (!seal.verify(purposeOf(kind), body, signature)) return undefined
  const bytes = Buffer.from(body, 'base64url')
  if (bytes.length < 49) return undefined
  const [workspaceId, subjectId, purposeId] = [0, 16, 32].map((at) =>
    idOf(bytes.subarray(at, at + 16)),
  ) as [string, string, string]
  return { workspaceId, subjectId, purposeId, channel: bytes.subarray(48).toString() }
}
