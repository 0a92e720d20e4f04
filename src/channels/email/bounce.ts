import type { ParsedMessage } from '../channel.ts'
import { decodeRaw, type Field, rawField, readFields, textField } from './mime/fields.ts'
import { decodeTransfer } from './mime/transfer.ts'
import { type Part, readHead } from './mime/tree.ts'
import { isAddress, normaliseAddress } from './people.ts'
import { readMessageId } from './references.ts'

type Bounce = {
  notice: NonNullable<ParsedMessage['bounce']> | undefined
  originalId: string | undefined
}

const MOST_BLOCKS = 50

const find = (part: Part, type: RegExp): Part | undefined => {
  if (type.test(part.type)) return part
  for (const child of part.children) {
    const found = find(child, type)
    if (found) return found
  }
  return undefined
}

/** A delivery report is blocks of fields, divided by empty lines: the message, then each recipient. */
const readBlocks = (part: Part): Field[][] =>
  Buffer.from(decodeTransfer(part.body, part.encoding))
    .subarray(0, 256 * 1024)
    .toString('latin1')
    .split(/\r?\n\s*\r?\n/)
    .slice(0, MOST_BLOCKS)
    .map((block) => readFields(Buffer.from(block.trim(), 'latin1')))

const recipientOf = (block: Field[]): string => {
  const raw = rawField(block, 'final-recipient') ?? rawField(block, 'original-recipient') ?? ''
  return normaliseAddress(
    decodeRaw(raw)
      .replace(/^[^;]*;/, '')
      .replace(/[<>]/g, ''),
  )
}

/** RFC 3464: who could not be reached, for good or for now, and which of our mails it was. */
export const readBounce = (root: Part): Bounce => {
  const report = find(root, /^message\/(global-)?delivery-status$/)
  const original = find(
    root,
    /^(message\/(rfc822|global)|text\/rfc822-headers|message\/rfc822-headers)$/,
  )
  const originalFields = original ? readHead(decodeTransfer(original.body, original.encoding)) : []
  const blocks = report ? readBlocks(report) : []
  const block =
    blocks.find((fields) => /^failed/i.test(rawField(fields, 'action') ?? '')) ??
    blocks.find((fields) => isAddress(recipientOf(fields)))
  const address = block
    ? recipientOf(block)
    : normaliseAddress(textField(root.fields, 'x-failed-recipients')?.split(',')[0] ?? '')
  const status = block
    ? /\d\.\d{1,3}\.\d{1,3}/.exec(rawField(block, 'status') ?? '')?.[0]
    : undefined
  const failed = block ? /^failed/i.test(rawField(block, 'action') ?? '') : true
  return {
    notice: isAddress(address)
      ? { address, permanent: failed && !status?.startsWith('4'), ...(status ? { status } : {}) }
      : undefined,
    originalId: readMessageId(originalFields),
  }
}
