import type { Context } from '../../../foundation/server/context.ts'
import { normalise } from '../normalise.ts'
import { isRoleAddress } from './meaningless.ts'
import { builtIn, type IdentifierType } from './types.ts'

export type Rules = {
  /** What counts most first. */
  types: readonly IdentifierType[]
  /** A kind nobody described: a claim that joins nothing. */
  of: (type: string) => IdentifierType
  has: (type: string) => boolean
  /** One spelling; undefined for a value that stands for nobody, or that staff or the rules took out of use. */
  normal: (type: string, value: string) => string | undefined
  isDevice: (type: string) => boolean
  /** Whether this very value may bring records together by being claimed. */
  joins: (type: string, value: string) => boolean
}

/** Another process's change is seen after so long. */
const freshMs = 3000
/** Beyond so many the oldest count no more: a list of that length is a broken integration by itself. */
const mostBlocks = 20_000
const cached = new Map<string, { rules: Promise<Rules>; until: number }>()

/** The workspace's rules of who is who, remembered for a moment: every identifier asks for them. */
export const readRules = (ctx: Context): Promise<Rules> => {
  const known = cached.get(ctx.workspaceId)
  if (known && known.until > Date.now()) return known.rules
  const rules = load(ctx)
  cached.set(ctx.workspaceId, { rules, until: Date.now() + freshMs })
  rules.catch(() => cached.delete(ctx.workspaceId))
  return rules
}

/** After a change of them, in this process; call it once the change is committed or about to be. */
export const forgetRules = (ctx: Context) => void cached.delete(ctx.workspaceId)

export const readTypes = async (ctx: Context): Promise<IdentifierType[]> => {
  const rows = await ctx.db
    .selectFrom('identifier_type')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .limit(200)
    .execute()
  const own = rows.map(
    (row) =>
      ({
        type: row.type,
        titleEn: row.title_en,
        titleJa: row.title_ja,
        priority: row.priority,
        most: row.most,
        windowDays: row.window_days,
        normaliser: row.normaliser,
        trust: row.trust,
        joins: row.joins,
        single: row.single,
        spread: row.spread,
        spreadDays: row.spread_days,
      }) as IdentifierType,
  )
  const named = new Set(own.map(({ type }) => type))
  return [...own, ...builtIn.filter(({ type }) => !named.has(type))].sort(
    (a, b) => a.priority - b.priority || (a.type < b.type ? -1 : 1),
  )
}

const load = async (ctx: Context): Promise<Rules> => {
  const types = await readTypes(ctx)
  const blocks = await ctx.db
    .selectFrom('identifier_block')
    .select(['type', 'value'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('released_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(mostBlocks)
    .execute()
  return makeRules(types, new Set(blocks.map(({ type, value }) => `${type} ${value}`)))
}

const makeRules = (types: readonly IdentifierType[], blocked: ReadonlySet<string>): Rules => {
  const byName = new Map(types.map((one) => [one.type, one]))
  const of = (type: string) => byName.get(type) ?? unknownType(type)
  return {
    types,
    of,
    has: (type) => byName.has(type),
    normal: (type, value) => {
      const normal = normalise(type, value, of(type).normaliser)
      return normal === undefined || blocked.has(`${type} ${normal}`) ? undefined : normal
    },
    isDevice: (type) => of(type).trust === 'device',
    joins: (type, value) => of(type).joins === 'claim' && !isRoleAddress(type, value),
  }
}

const unknownType = (type: string): IdentifierType => ({
  type,
  titleEn: type,
  titleJa: type,
  priority: 1000,
  most: 5,
  windowDays: null,
  normaliser: 'text',
  trust: 'claimed',
  joins: 'never',
  single: false,
  spread: 5,
  spreadDays: 30,
})
