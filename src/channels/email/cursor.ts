import { z } from 'zod'

/** The last message taken: UIDs grow for as long as UIDVALIDITY stays the same. */
const cursor = z.object({
  uidValidity: z.string(),
  uid: z.number().int().min(0),
  /** Set when older mail was left out at the first connection: it is left out for good. */
  since: z.iso.datetime().optional(),
})

export type Cursor = z.infer<typeof cursor>

export type Mailbox = { uidValidity: bigint; uidNext: number; exists: number }

/** A new connection takes in a mailbox of at most this many mails whole; of a fuller one, only what comes. */
export const wholeMailbox = 200

/** Where to go on. A changed UIDVALIDITY means that all UIDs are new: start over, repeats are recognised. */
export const startCursor = (saved: unknown, mailbox: Mailbox, now: Date): Cursor => {
  const uidValidity = String(mailbox.uidValidity)
  const known = cursor.safeParse(saved).data
  if (known?.uidValidity === uidValidity) return known
  if (known) return { ...known, uidValidity, uid: 0 }
  if (mailbox.exists <= wholeMailbox) return { uidValidity, uid: 0 }
  return { uidValidity, uid: Math.max(0, mailbox.uidNext - 1), since: now.toISOString() }
}
