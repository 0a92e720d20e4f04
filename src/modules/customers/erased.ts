import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { normalise } from './normalise.ts'
import { readRules } from './rules/read-rules.ts'

/** `at`: when it was said, for what may come in late. */
export type NamedIdentifier = { type: string; value: string; at?: Date }

const purpose = 'erased-identifier'
const textOf = (ctx: Context, { type, value }: NamedIdentifier) =>
  `${ctx.workspaceId}\u0001${type}\u0001${normalise(type, value) ?? value}`

/** Of an erased person's identifier; tells nobody who it was without the secret. */
export const hashErased = (ctx: Context, identifier: NamedIdentifier) =>
  ctx.services.seal.sign(purpose, textOf(ctx, identifier))

/** As `hashErased`, by every secret that was ever in use. */
export const hashesOf = (ctx: Context, identifier: NamedIdentifier) =>
  ctx.services.seal.signatures(purpose, textOf(ctx, identifier))

/** Of what comes in from outside: as it stands, and as the workspace would spell it, which is how it was erased. */
const readHashes = async (ctx: Context) => {
  const rules = await readRules(ctx)
  return (identifier: NamedIdentifier) => {
    const { type, value } = identifier
    const spelt = normalise(type, value, rules.of(type).normaliser)
    const isOther = spelt !== undefined && spelt !== normalise(type, value)
    return [...hashesOf(ctx, identifier), ...(isOther ? hashesOf(ctx, { type, value: spelt }) : [])]
  }
}

const hasErased = async (ctx: Context) => {
  const { rows } = await sql`select 1 from erased_identifier
    where workspace_id = ${ctx.workspaceId} limit 1`.execute(ctx.db)
  return rows.length > 0
}

/**
 * Those of `identifiers` (the same objects, in the same order) whose person was erased: whoever brings them in from a
 * file, a shop or a tracked event must write nothing of that row. Empty, in one short question, where nobody was ever
 * erased. A person who came back by themselves, with a mail or a chat, is nobody erased any more, but for what `at`
 * says was before that.
 */
export const filterErased = async <T extends NamedIdentifier>(
  ctx: Context,
  identifiers: readonly T[],
): Promise<T[]> => {
  if (identifiers.length === 0 || !(await hasErased(ctx))) return []
  const read = await readHashes(ctx)
  const hashed = identifiers.map((identifier) => ({ identifier, hashes: read(identifier) }))
  const { rows } = await sql<{ hash: string; returned_at: Date | null }>`
    select hash, returned_at from erased_identifier where workspace_id = ${ctx.workspaceId}
      and hash = any(${[...new Set(hashed.flatMap(({ hashes }) => hashes))]}::text[])`.execute(
    ctx.db,
  )
  const found = new Map(rows.map((row) => [row.hash, row.returned_at]))
  const isErased = ({ at }: T, hash: string) => {
    const returned = found.get(hash)
    return returned === null || (returned !== undefined && at !== undefined && at < returned)
  }
  return hashed
    .filter(({ identifier, hashes }) => hashes.some((hash) => isErased(identifier, hash)))
    .map(({ identifier }) => identifier)
}

/** From now on these come in again only by the person themself. */
export const rememberErased = async (ctx: Context, identifiers: readonly NamedIdentifier[]) => {
  const hashes = [...new Set(identifiers.map((identifier) => hashErased(ctx, identifier)))]
  if (hashes.length === 0) return []
  await sql`
    insert into erased_identifier (workspace_id, hash, erased_at)
    select ${ctx.workspaceId}, hash, ${ctx.now} from unnest(${hashes}::text[]) as h (hash)
    on conflict (workspace_id, hash) do update set erased_at = excluded.erased_at, returned_at = null`.execute(
    ctx.db,
  )
  return hashes
}

/** What a list outside of the database knows and the database does not, after a restore. */
export const addErased = async (
  ctx: Context,
  erased: readonly { hash: string; erasedAt: Date }[],
) => {
  await sql`
    insert into erased_identifier (workspace_id, hash, erased_at)
    select ${ctx.workspaceId}, hash, max(at) from unnest(${erased.map(({ hash }) => hash)}::text[],
      ${erased.map(({ erasedAt }) => erasedAt)}::timestamptz[]) as e (hash, at)
    group by hash
    on conflict (workspace_id, hash) do update set erased_at = excluded.erased_at, returned_at = null
      where erased_identifier.erased_at < excluded.erased_at`.execute(ctx.db)
}

/** They wrote to us themselves: what they wrote by is theirs again. */
export const noteReturn = async (ctx: Context, identifiers: readonly NamedIdentifier[]) => {
  if (!(await hasErased(ctx))) return
  const read = await readHashes(ctx)
  await sql`update erased_identifier set returned_at = ${ctx.now} where workspace_id = ${ctx.workspaceId}
    and returned_at is null and hash = any(${identifiers.flatMap(read)}::text[])`.execute(ctx.db)
}
