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
  /** Whose mailbox and where: numbers of another one mean other mails, even where UIDVALIDITY happens to be the same. */
  user: z.string().optional(),
  host: z.string().optional(),
  /** Stands before the keys once numbers could mean two mails. */
  keySpace: z.string().optional(),
})

export type Cursor = z.infer<typeof cursor>

export type Mailbox = {
  uidValidity: bigint
  uidNext: number
  exists: number
  user: string
  host: string
}

/** A new connection takes in a mailbox of at most this many mails whole; of a fuller one, only what comes. */
export const wholeMailbox = 200

export const readCursor = (saved: unknown): Cursor | undefined => cursor.safeParse(saved).data

/** What a mail is known by, unique for its connection. */
export const keyOf = ({ keySpace, uidValidity }: Cursor, uid: number) =>
  `${keySpace ? `${keySpace}:` : ''}${uidValidity}:${uid}`

/**
 * Where to go on. Numbers given anew (UIDVALIDITY changed, the mailbox moved to another host, or was set back from a
 * backup) mean to start over: repeats are recognised by what they say. Somebody else's mailbox begins like a new one.
 */
export const startCursor = (saved: unknown, mailbox: Mailbox, now: Date): Cursor => {
  const { user, host } = mailbox
  const place = { uidValidity: String(mailbox.uidValidity), user, host }
  const last = Math.max(0, mailbox.uidNext - 1)
  const known = readCursor(saved)
  const another = known?.user !== undefined && known.user !== user
  if (known && !another) {
    const moved = known.host !== undefined && known.host !== host
    const setBack = known.uidValidity === place.uidValidity && last < known.uid
    const { since, keySpace } = moved || setBack ? { ...known, keySpace: newKeySpace(now) } : known
    const kept = { ...place, ...(keySpace ? { keySpace } : {}) }
    if (known.uidValidity === place.uidValidity && !moved && !setBack)
      return { ...known, ...kept, from: known.from ?? (since ? known.uid : 0) }
    return { ...kept, uid: 0, from: 0, ...(since ? { since, upTo: last } : {}) }
  }
  const fresh = { ...place, ...(another ? { keySpace: newKeySpace(now) } : {}) }
  if (mailbox.exists <= wholeMailbox) return { ...fresh, uid: 0, from: 0 }
  return { ...fresh, uid: last, from: last, since: now.toISOString() }
}

const newKeySpace = (now: Date) => now.getTime().toString(36)
