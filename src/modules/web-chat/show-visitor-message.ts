import type { z } from 'zod'
import type { File } from '../files/contract.ts'
import type * as contract from './contract.ts'

type Shown = z.input<typeof contract.VisitorMessage>

/** As the conversations module shows a message; only what a visitor may see of it leaves here. */
export type FullMessage = {
  id: string
  direction: string
  author: { name: string }
  text: string
  newTextLength: number
  createdAt: unknown
  clientKey: string | null
  attachments: Pick<z.output<typeof File>, 'id' | 'name' | 'type' | 'bytes' | 'scan'>[]
}

export const showVisitorMessage = (message: FullMessage): Shown => {
  const mine = message.direction === 'in'
  return {
    id: message.id,
    mine,
    author: mine ? '' : message.author.name,
    text: message.text.slice(0, message.newTextLength),
    at: message.createdAt,
    clientKey: mine ? message.clientKey : null,
    attachments: message.attachments.map(({ id, name, type, bytes, scan }) => ({
      id,
      name,
      type,
      bytes,
      scan,
    })),
  }
}
