import { z } from 'zod'

/** The last message taken: UIDs grow for as long as UIDVALIDITY stays the same. */
const cursor = z.object({
  uidValidity: z.string(),
  uid: z.number().int().min(0),
  /** The connection's mails are those above it. */
  from: z.number().int().min(0).optional(),
  /** Set when older mail was left out at the first connection: it is left out for good. */
  since: z.iso.datetime().optional(),
  /** Up to here the UIDs are from a renumbering: of these mails, `since` tells which were left out. */
  upTo: z.number().int().min(0).optional(),
})

export type Cursor = z.infer<typeof cursor>

export type Mailbox = { uidValidity: bigint; uidNext: number; exists: number }

/** A new connection takes in a mailbox of at most this many mails whole; of a fuller one, only what comes. */
export const wholeMailbox = 200

export const readCursor = (saved: unknown): Cursor | undefined => cursor.safeParse(saved).data

/** Where to go on. A changed UIDVALIDITY means that all UIDs are new: start over, repeats are recognised. */
export const startCursor = (saved: unknown, mailbox: Mailbox, now: Date): Cursor => {
  const uidValidity = String(mailbox.uidValidity)
  const last = Math.max(0, mailbox.uidNext - 1)
  const known = readCursor(saved)
  if (known?.uidValidity === uidValidity)
    return known.from === undefined ? { ...known, from: known.since ? known.uid : 0 } : known
  if (known) {
    const { since } = known
    return { uidValidity, uid: 0, from: 0, ...(since ? { since, upTo: last } : {}) }
  }
  if (mailbox.exists <= wholeMailbox) return { uidValidity, uid: 0, from: 0 }
  return { uidValidity, uid: last, from: last, since: now.toISOString() }
}
