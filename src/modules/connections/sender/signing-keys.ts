import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Selectable } from 'kysely'
import type { SigningKey } from '../../../channels/channel.ts'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { openConnection, requireConnection } from '../index.ts'

type Row = Selectable<Database['connection_signing_key']>
type Fresh = { publicKey: string; privateKey: string }

/** RFC 8301 §3.2; longer ones do not fit every provider's form. */
const bits = 2048

const makePair = async (): Promise<Fresh> => {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { publicKey: publicKey.toString('base64'), privateKey }
}

export const showKey = (row: Row) => ({
  id: row.id,
  domain: row.domain,
  selector: row.selector,
  state: row.state as 'waiting' | 'used',
  name: `${row.selector}._domainkey.${row.domain}`,
  record: `v=DKIM1; k=rsa; p=${row.public_key}`,
  createdAt: row.created_at,
  usedSince: row.used_since,
})

const keysOf = (ctx: Context, connectionId: string) =>
  ctx.db
    .selectFrom('connection_signing_key')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', connectionId)
    .orderBy('created_at')

export const listSigningKeys = async (ctx: Context, { id }: { id: string }) => {
  await requireConnection(ctx, id)
  return { data: (await keysOf(ctx, id).execute()).map(showKey) }
}

/**
 * One that waits for its record; the key in use stays so until then. What waits already for the same domain is answered
 * as it is. Errors: `connection.cannot_sign`.
 */
export const makeSigningKey = async (ctx: Context, { id }: { id: string }) => {
  const fresh = await makePair()
  return inTransaction(ctx, async (ctx) => {
    const { channel, settings } = await openConnection(ctx, id)
    if (!channel.signsFor) throw new AppError('invalid', 'connection.cannot_sign')
    const domain = channel.signsFor(settings)
    await dropWaiting(ctx, id, domain)
    const row = await ctx.db
      .insertInto('connection_signing_key')
      .values({
        workspace_id: ctx.workspaceId,
        id: newId(),
        connection_id: id,
        domain,
        selector: `engawa-${randomBytes(4).toString('hex')}`,
        public_key: fresh.publicKey,
        private_key: ctx.services.seal.close(fresh.privateKey),
        created_at: ctx.now,
      })
      .onConflict((one) => one.columns(['workspace_id', 'connection_id', 'state']).doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row)
      await audit(ctx, 'connection.signing_key_made', {
        object: { type: 'connection', id },
        facts: { selector: row.selector },
      })
    return showKey(row ?? (await waitingOf(ctx, id)))
  })
}

const waitingOf = (ctx: Context, id: string) =>
  keysOf(ctx, id).where('state', '=', 'waiting').executeTakeFirstOrThrow()

/** One for an address that the connection no longer has. */
const dropWaiting = (ctx: Context, id: string, domain: string) =>
  ctx.db
    .deleteFrom('connection_signing_key')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', id)
    .where('state', '=', 'waiting')
    .where('domain', '<>', domain)
    .execute()

/** Nothing is signed with it from now on. Errors: `signing_key.missing`. */
export const removeSigningKey = (ctx: Context, { id, keyId }: { id: string; keyId: string }) =>
  inTransaction(ctx, async (ctx) => {
    await requireConnection(ctx, id)
    const gone = await ctx.db
      .deleteFrom('connection_signing_key')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', id)
      .where('id', '=', keyId)
      .returning('selector')
      .executeTakeFirst()
    if (!gone) throw new AppError('missing', 'signing_key.missing')
    await audit(ctx, 'connection.signing_key_removed', {
      object: { type: 'connection', id },
      facts: { selector: gone.selector },
    })
    return {}
  })

/** Its record was seen: mail is signed with it from now on, and with no other. */
export const beginSigning = (ctx: Context, { connection_id, id }: Row) =>
  inTransaction(ctx, async (ctx) => {
    await lockConnection(ctx, connection_id)
    const waiting = await keysOf(ctx, connection_id).where('id', '=', id).executeTakeFirst()
    if (waiting?.state !== 'waiting') return
    await ctx.db
      .deleteFrom('connection_signing_key')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', connection_id)
      .where('state', '=', 'used')
      .execute()
    await ctx.db
      .updateTable('connection_signing_key')
      .set({ state: 'used', used_since: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await audit(ctx, 'connection.signing_begun', {
      object: { type: 'connection', id: connection_id },
      facts: { selector: waiting.selector },
    })
  })

const lockConnection = (ctx: Context, id: string) =>
  ctx.db
    .selectFrom('connection')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()

/** The key to sign with. None, too, where it was sealed under a secret that is not here: unsigned mail still arrives. */
export const signingKeyOf = async (
  { db, seal, log }: Services,
  workspaceId: string,
  connectionId: string,
): Promise<SigningKey | undefined> => {
  const row = await db
    .selectFrom('connection_signing_key')
    .select(['domain', 'selector', 'private_key'])
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'used')
    .executeTakeFirst()
  if (!row) return undefined
  const { domain, selector } = row
  try {
    return { domain, selector, privateKey: seal.open(row.private_key) }
  } catch {
    log.warn({ connection: connectionId }, 'the signing key cannot be read; mail goes out unsigned')
    return undefined
  }
}
