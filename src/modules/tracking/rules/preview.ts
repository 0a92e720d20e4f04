import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from '../contract.ts'
import { hasherOf } from '../ingest/find-source.ts'
import type { Kind } from '../ingest/kinds.ts'
import { compileRules } from './compile.ts'
import { findHashKey } from './hash-key.ts'

const shown = 20
/** How far back the log is searched; a source that sent nothing for long has no latest events. */
const looked = 5000
const mostChanges = 50

type Stored = {
  id: string
  kind: Kind
  name: string
  at: Date
  properties: Record<string, unknown>
  traits: Record<string, unknown> | null
  context: Record<string, unknown> | null
}

/** The source's latest events, as they are kept and as these rules would keep them. Errors: `source.missing`. */
export const previewRules = async (
  ctx: Context,
  { id, rules }: z.output<typeof contract.previewRules.input>,
) => {
  const source = await ctx.db
    .selectFrom('source')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!source) throw new AppError('missing', 'source.missing')
  const sealed = await findHashKey(ctx)
  // Before the first hash rule is saved there is no key yet; what stands here is only to be looked at.
  const hash = sealed ? hasherOf(ctx.services, sealed) : () => 'hash:…'
  const gate = compileRules(rules, hash)
  const { rows } = await sql<Stored>`
    select id, kind, name, at, properties, traits, context from (
      select * from tracked_event order by tx desc, number desc limit ${looked}) as latest
    where workspace_id = ${ctx.workspaceId} and source_id = ${id}
    order by tx desc, number desc limit ${shown}`.execute(ctx.db)
  const data = rows.map(({ id, kind, name, at, properties, traits, context }) => {
    const before = { properties, traits: traits ?? undefined, context: context ?? {} }
    const denied = !gate.takes(kind, name)
    const after = denied ? undefined : gate.clean(before)
    return { id, kind, name, at, denied, before, after, changed: after ? diff(before, after) : [] }
  })
  return { data }
}

const diff = (before: unknown, after: unknown, path = '', found: string[] = []): string[] => {
  if (before === after || found.length >= mostChanges) return found
  const isOpen = [before, after].every((one) => typeof one === 'object' && one !== null)
  if (!isOpen) {
    if (JSON.stringify(before) !== JSON.stringify(after)) found.push(path)
    return found
  }
  for (const key of Object.keys(before as object)) {
    const [was, is] = [before, after].map((one) => (one as Record<string, unknown>)[key])
    diff(was, is, path === '' ? key : `${path}.${key}`, found)
  }
  return found
}
