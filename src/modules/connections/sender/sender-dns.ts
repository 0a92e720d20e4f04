import { sql } from 'kysely'
import type { DnsRow } from '../../../channels/channel.ts'
import { type Context, systemContext } from '../../../foundation/server/context.ts'
import type { Loop } from '../../../foundation/server/module.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { openConnection } from '../index.ts'
import { beginSigning, showKey } from './signing-keys.ts'

const checkMs = 20_000
const lookMs = 5 * 60_000
const mostAtOnce = 20

const readKeys = (ctx: Context, connectionId: string) =>
  ctx.db
    .selectFrom('connection_signing_key')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', connectionId)
    .orderBy('state')
    .orderBy('created_at')
    .execute()

type Key = Awaited<ReturnType<typeof readKeys>>[number]

/** Never takes longer than `checkMs`, whatever DNS does; what did not answer by then is `unasked`. */
const askRows = async (ctx: Context, id: string): Promise<DnsRow[]> => {
  const { row, channel, settings } = await openConnection(ctx, id)
  if (!channel.checkDns) throw new AppError('invalid', 'connection.cannot_sign')
  const signal = AbortSignal.timeout(checkMs)
  const keys = await readKeys(ctx, id)
  // The sample's domains are nobody's.
  if (row.rehearsal) throw new AppError('conflict', 'connection.rehearsal')
  const [used, waiting] = ['used', 'waiting'].map((state) =>
    keys.find((one) => one.state === state),
  )
  const ask = (key: Key | undefined) =>
    channel.checkDns!(settings, {
      key: key && { ...key, publicKey: key.public_key },
      resolve: ctx.services.dns,
      signal,
    })
  const rows = await ask(used ?? waiting)
  if (!waiting) return rows
  // While one is replaced by another, both may be published.
  const next = used ? await ask(waiting) : rows
  if (!next.some(({ row, state }) => row === 'dkim' && state === 'good')) return rows
  await beginSigning(ctx, waiting)
  return next
}

/**
 * What DNS says of the sender's domain now. A key whose record is found published is used from then on.
 * Errors: `connection.cannot_sign`, `connection.rehearsal`.
 */
export const checkSenderDns = async (ctx: Context, { id }: { id: string }) => {
  const rows = await askRows(ctx, id)
  return { rows, keys: (await readKeys(ctx, id)).map(showKey) }
}

/** Looks for the records of keys that wait, so that nobody has to come back for it. */
export const findPublishedKeys: Loop = {
  name: 'find-published-keys',
  start: (services) => {
    let looking: Promise<unknown> | undefined
    const timer = setInterval(() => {
      looking = findPublished(services).catch((error) =>
        services.log.warn({ code: error?.code }, 'published keys could not be looked for'),
      )
    }, lookMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await looking
      },
    }
  },
}

/** At random, so that keys which nobody publishes hold up no others. */
export const findPublished = async (services: Services) => {
  const { rows } = await sql<{ workspace_id: string; connection_id: string }>`
    select k.workspace_id, k.connection_id from connection_signing_key k
    join connection c on c.workspace_id = k.workspace_id and c.id = k.connection_id
    where k.state = 'waiting' and c.removed_at is null and not c.rehearsal
    order by random() limit ${mostAtOnce}`.execute(services.db)
  for (const { workspace_id, connection_id } of rows)
    await askRows(
      systemContext(services, workspace_id, 'find-published-keys'),
      connection_id,
    ).catch((error) =>
      services.log.debug({ connection: connection_id, code: error?.code }, 'DNS was not asked'),
    )
}
