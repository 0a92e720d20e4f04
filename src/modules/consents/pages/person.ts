import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Context, systemContext } from '../../../foundation/server/context.ts'
import { networkOf } from '../../../foundation/server/network-of.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { type Link, type LinkKind, readToken } from '../tokens.ts'
import { type Locale, localeOf } from '../words.ts'

/** Whoever opened a link of ours: acts as the customer, in their own language. */
export type Visit = {
  ctx: Context
  link: Link
  token: string
  brand: string
  locale: Locale
  /** Undefined once nothing is known of them any more. */
  customerId: string | undefined
}

export const readFields = (request: FastifyRequest) => ({
  ...(request.query as Record<string, unknown>),
  ...(request.body as Record<string, unknown> | null | undefined),
})

/** Also for a page that belongs to nobody: the language asked for, else the browser's. */
export const askedLocale = (request: FastifyRequest) =>
  localeOf(String(readFields(request).lang ?? '')) ?? undefined
export const browserLocale = (request: FastifyRequest) =>
  localeOf(request.headers['accept-language'])

/** Undefined for a link that we did not write. */
export const openLink = async (
  services: Services,
  request: FastifyRequest,
  kind: LinkKind,
): Promise<Visit | undefined> => {
  const { t: token } = readFields(request)
  const link = readToken(services.seal, kind, token)
  if (!link) return undefined
  const ctx = systemContext(services, link.workspaceId, 'consents')
  const workspace = await ctx.db
    .selectFrom('workspace')
    .select(['name', 'locale'])
    .where('id', '=', link.workspaceId)
    .executeTakeFirst()
  if (!workspace) return undefined
  const identifier =
    kind === 'confirm'
      ? sql`(select identifier_id from consent where workspace_id = ${link.workspaceId} and id = ${link.subjectId})`
      : sql`${link.subjectId}::uuid`
  const { rows } = await sql<{ id: string; locale: string | null }>`
    select c.id, c.locale from identifier i
    join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
    where i.workspace_id = ${link.workspaceId} and i.id = ${identifier}`.execute(ctx.db)
  const person = rows[0]
  const network = networkOf(request.ip)
  return {
    ctx: person ? { ...ctx, network, actor: { type: 'customer', id: person.id } } : ctx,
    link,
    token: String(token),
    brand: workspace.name,
    locale:
      askedLocale(request) ??
      localeOf(person?.locale) ??
      browserLocale(request) ??
      localeOf(workspace.locale) ??
      'en',
    customerId: person?.id,
  }
}
