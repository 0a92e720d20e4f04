import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { blankReceipts } from '../../connections/index.ts'
import type { Person, PersonalData } from '../../customers/index.ts'
import { whoseMail } from './whose-mail.ts'

type Receipt = {
  id: string
  at: Date
  sha256: string
  code: string | null
  connectionId: string
}

const first = '00000000-0000-0000-0000-000000000000'
/** Files of mails that are opened in one step. */
const atOnce = 50

/** What came in, and became no message of anybody's: nothing but its bytes says whose it is. */
const readUnread = async (
  ctx: Context,
  states: readonly string[],
  after: string,
): Promise<Receipt[]> => {
  const { rows } = await sql<Receipt>`
    select r.id, r.received_at as at, f.sha256, r.problem_code as code,
      r.connection_id as "connectionId"
    from receipt r join file f on f.workspace_id = r.workspace_id and f.id = r.file_id
    where r.workspace_id = ${ctx.workspaceId} and r.state = any(${[...states]}::text[]) and r.id > ${after}
    order by r.id limit ${atOnce}`.execute(ctx.db)
  return rows
}

const addressesOf = ({ identifiers }: Person) =>
  identifiers.filter(({ type }) => type === 'email').map(({ value }) => value)

const bytesOf = (ctx: Context, sha256: string) =>
  ctx.services.files.read(sha256).catch((error) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })

const whichAre = async (
  ctx: Context,
  receipts: readonly Receipt[],
  person: Person,
  whose: ReturnType<typeof whoseMail>,
) => {
  const addresses = addressesOf(person)
  const found: Receipt[] = []
  for (const receipt of receipts) {
    const bytes = await bytesOf(ctx, receipt.sha256)
    if (whoseMail(bytes, addresses, receipt.code === 'own') === whose) found.push(receipt)
  }
  return found
}

const onlyTheirs = (ctx: Context, receipts: readonly Receipt[], person: Person) =>
  whichAre(ctx, receipts, person, 'theirs')

/** Looked through in one go; a quarantine of more is a mailbox out of order. */
const mostLooks = 20

export type Unclear = {
  count: number
  /** Where looking stopped. */
  more: boolean
  connections: { id: string; name: string; removed: boolean; count: number }[]
}

/** Mails in quarantine that may be theirs, and that nothing but a person's eye can tell; by the mailbox they came to. */
export const findUnclear = async (ctx: Context, person: Person): Promise<Unclear> => {
  const counts = new Map<string, number>()
  let [after, count, more] = [first, 0, true]
  for (let looks = 0; more && looks < mostLooks; looks += 1) {
    const receipts = await readUnread(ctx, ['quarantined'], after)
    for (const { connectionId } of await whichAre(ctx, receipts, person, 'unclear')) {
      counts.set(connectionId, (counts.get(connectionId) ?? 0) + 1)
      count += 1
    }
    more = receipts.length === atOnce
    after = receipts.at(-1)?.id ?? after
  }
  const { rows } = await sql<{ id: string; name: string; removed: boolean }>`
    select id, name, removed_at is not null as removed from connection
    where workspace_id = ${ctx.workspaceId} and id = any(${[...counts.keys()]}::uuid[]) order by name, id`.execute(
    ctx.db,
  )
  return { count, more, connections: rows.map((row) => ({ ...row, count: counts.get(row.id)! })) }
}

/** How far each erasure that runs here has looked; one that begins again looks from the start. */
const places = new WeakMap<Person, string>()

/**
 * Mails in quarantine, and copies of mails that were left out: they belong to no customer, so their bytes are searched for
 * the person's addresses.
 */
export const unreadMailsOfPerson: PersonalData = {
  name: 'unread-mails',
  read: async (ctx, person, { after }) => {
    if (addressesOf(person).length === 0) return { rows: [], next: null }
    const receipts = await readUnread(ctx, ['quarantined'], after ?? first)
    const theirs = await onlyTheirs(ctx, receipts, person)
    return {
      rows: theirs.map(({ id, at, code, sha256 }) => ({
        at: at.toISOString(),
        reason: code,
        files: [{ name: `${id}.eml`, sha256 }],
      })),
      next: receipts.length === atOnce ? receipts.at(-1)!.id : null,
    }
  },
  erase: async (ctx, person) => {
    if (addressesOf(person).length === 0) return { more: false }
    const states = ['quarantined', 'duplicate', 'ignored']
    const receipts = await readUnread(ctx, states, places.get(person) ?? first)
    const theirs = await onlyTheirs(ctx, receipts, person)
    await blankReceipts(
      ctx,
      theirs.map(({ id }) => id),
    )
    const more = receipts.length === atOnce
    if (more) places.set(person, receipts.at(-1)!.id)
    else places.delete(person)
    return { more }
  },
}
