import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { lockIdentity } from '../identifiers.ts'
import { absorb } from '../merging/absorb.ts'
import { noteDecision } from '../rules/decisions.ts'
import { type Rules, readRules } from '../rules/read-rules.ts'
import { type Decision, decide } from './decide.ts'
import { emptyPending, flush, type Pending, settle } from './pending.ts'
import type {
  Ident,
  Imported,
  ImportedPerson,
  ImportSource,
  Known,
  LeftOut,
  Relinked,
} from './people.ts'
import { readState, type State } from './read-state.ts'
import { noteSearchWritten, reason } from './write-rows.ts'

type Work = {
  ctx: Context
  rules: Rules
  source: ImportSource
  state: State
  pending: Pending
  /** What was left out of what, told once all is written. */
  notes: { customerId: string; ident: Ident; rule: LeftOut['rule'] }[]
}

/** The database writes so many rows while the next are judged, */
const together = 100
/** and has its answers heard after so many; the first of them it gets at once. */
const atATurn = 25

/**
 * Whom the rows of a file speak of, and what they say of them, written in a few statements for all of them: everything
 * known of their identifiers is read at once and the rules judge in memory, row by row in the file's order. Only where a
 * row brings two records together does the database go the long way. At most some hundred rows, inside the caller's
 * transaction. Answers in the order of `rows`.
 */
export const resolveAllImported = async (
  ctx: Context,
  rows: readonly ImportedPerson[],
  source: ImportSource,
): Promise<Imported[]> => {
  await lockIdentity(ctx)
  const rules = await readRules(ctx)
  const state = await readState(ctx, rules, rows)
  const work: Work = { ctx, rules, source, state, pending: emptyPending(), notes: [] }
  const answers: Imported[] = []
  await noteSearchWritten(ctx, 'yes')
  const writing: Promise<unknown>[] = []
  const write = () => {
    const written = flush(ctx, work.pending, source)
    // It is waited for at the end; until then its failure is nobody's.
    written.catch(() => undefined)
    writing.push(written)
  }
  try {
    for (const [at, row] of rows.entries()) {
      const decision = decide(work.state, rules, row, source.trust)
      if (!decision) {
        const left = row.ids.map(({ type }): LeftOut => ({ type, rule: 'shared-value' }))
        answers.push({ kind: 'failed', code: 'shared_value', left })
      } else answers.push(await apply(work, row, decision, () => rows.slice(at)))
      if (at % together === atATurn - 1) write()
      if (at % atATurn === atATurn - 1) await nextTurn()
    }
    write()
  } finally {
    // Whatever failed first: what runs after the transaction was given up would be outside of it.
    await Promise.allSettled(writing)
  }
  await Promise.all(writing)
  await noteSearchWritten(ctx, 'no')
  await settle(ctx, work.pending)
  await explain(work)
  return answers
}

const apply = async (
  work: Work,
  row: ImportedPerson,
  decision: Decision,
  rest: () => readonly ImportedPerson[],
): Promise<Imported> => {
  const created = !decision.target
  const target = decision.target ?? draft(work)
  const acts: string[] = []
  const left: (LeftOut & { ident: Ident })[] = [...decision.left]
  if (decision.absorb.length > 0) await join(work, decision, target, rest(), acts, left)
  const mine = work.state.people.get(target.id)!
  const refused = new Set(left.map(({ ident }) => ident.id))
  const links = decision.links
    .filter(({ ident }) => !refused.has(ident.id))
    .map(({ ident, trust }) => link(work, current(work.state, ident), mine, trust))
  const fields = say(work, mine, row)
  for (const { ident, rule } of left) work.notes.push({ customerId: mine.id, ident, rule })
  const changed = links.length > 0 || acts.length > 0 || fields
  return {
    kind: created ? 'created' : changed ? 'updated' : 'unchanged',
    customerId: mine.id,
    links: created ? links.filter(({ before }) => before !== null) : links,
    acts,
    left: left.map(({ type, rule }) => ({ type, rule })),
  }
}

const draft = ({ state, pending }: Work): Known => {
  const known: Known = {
    id: newId(),
    name: null,
    isNew: true,
    idents: [],
    said: new Map(),
    own: undefined,
  }
  state.people.set(known.id, known)
  pending.customers.push(known)
  return known
}

/** After a merge everything was read anew. */
const current = (state: State, ident: Ident) =>
  state.idents.get(`${ident.type} ${ident.value}`) ?? ident

/** Brings records together the long way, so that it is logged and can be undone as any merge by a rule. */
const join = async (
  work: Work,
  { absorb: others }: Decision,
  target: Known,
  rest: readonly ImportedPerson[],
  acts: string[],
  left: (LeftOut & { ident: Ident })[],
) => {
  const { ctx, rules, source } = work
  await flush(ctx, work.pending, source)
  await noteSearchWritten(ctx, 'no')
  await settle(ctx, work.pending)
  for (const other of others) {
    if (await absorb(ctx, other.id, target.id, reason)) {
      const act = await ctx.db
        .selectFrom('identity_act')
        .select('id')
        .where('workspace_id', '=', ctx.workspaceId)
        .where('from_id', '=', other.id)
        .where('into_id', '=', target.id)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow()
      acts.push(act.id)
    } else
      for (const { type, value } of rest[0]!.ids) {
        const ident = work.state.idents.get(`${type} ${value}`)!
        if (ident.customerId === other.id) left.push({ type, rule: 'ruled-different', ident })
      }
  }
  await noteSearchWritten(ctx, 'yes')
  work.state = await readState(ctx, rules, rest)
  if (!work.state.people.has(target.id)) {
    const mine = { ...target, idents: [...target.idents], isNew: false }
    work.state.people.set(target.id, mine)
  }
}

const link = (
  { state, pending }: Work,
  ident: Ident,
  mine: Known,
  trust: 'verified' | 'claimed',
): Relinked => {
  const before = ident.isNew ? null : { customerId: ident.homeId, trust: ident.trust }
  const owner = ident.customerId ? state.people.get(ident.customerId) : undefined
  if (owner && owner !== mine) owner.idents = owner.idents.filter((one) => one.id !== ident.id)
  const from = ident.customerId === mine.id ? null : ident.customerId
  // A second word on it within the same rows: only the last is written.
  const waiting = pending.links.get(ident.id)
  if (waiting) Object.assign(waiting, { customerId: mine.id, trust })
  else pending.links.set(ident.id, { ident, customerId: mine.id, trust, from })
  if (ident.customerId !== mine.id) ident.homeId = mine.id
  ident.customerId = mine.id
  ident.trust = trust
  if (!mine.idents.includes(ident)) mine.idents.push(ident)
  return { id: ident.id, customerId: mine.id, trust, before }
}

/** Writes what the row says, unless it is what is shown of them already; whether anything changed. */
const say = ({ pending, source }: Work, mine: Known, { fields }: ImportedPerson): boolean => {
  const { isNew, own } = mine
  const names = Object.keys(fields)
  const changed =
    isNew && !own
      ? names
      : names.filter((field) => (own?.[field] ?? shownOf(mine, field, source)) !== fields[field])
  if (changed.length === 0) return false
  mine.own = own ? { ...own, ...fields } : fields
  const waiting = pending.fields.get(mine.id)
  pending.fields.set(mine.id, waiting ? { ...waiting, ...fields } : fields)
  if (fields.name && (isNew || !mine.name)) mine.name = fields.name
  if (isNew) return true
  const updated = pending.updated.get(mine.id) ?? new Set()
  for (const field of changed) updated.add(field)
  pending.updated.set(mine.id, updated)
  return true
}

/** What the same file said of them before, else what counts most. */
const shownOf = ({ said }: Known, field: string, { source }: ImportSource) => {
  const all = said.get(field)
  return (all?.find((one) => one.source === source) ?? all?.[0])?.value
}

/** So that staff can see why a value is somebody else's; a value said of ever more people is taken out of use by it. */
const explain = async ({ ctx, rules, notes }: Work) => {
  for (const { customerId, ident, rule } of notes) {
    const { id, type, value, trust } = ident
    if (ident.isNew) continue
    const identifier = { id, type, value, customer_id: ident.customerId, trust }
    await noteDecision(ctx, rules, { customerId, identifier, rule })
  }
}
