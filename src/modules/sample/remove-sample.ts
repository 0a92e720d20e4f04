import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { forgetEventsBy } from '../../foundation/server/events/forget-events.ts'
import { record } from '../../foundation/server/events/record.ts'
import { forgetConnections, shutConnections } from '../connections/index.ts'
import { forgetConsents, forgetUnusedPurposes } from '../consents/index.ts'
import { forgetConversationsOf, forgetEmptyConversationsOf } from '../conversations/index.ts'
import { forgetGroups, forgetIdentifiers, forgetSearch, lockIdentity } from '../customers/index.ts'
import { forgetUnusedLabels } from '../labels/index.ts'
import { forgetUnusedMembers, forgetUnusedTeams } from '../members/index.ts'
import { forgetRequests } from '../privacy/index.ts'
import { forgetSource } from '../tracking/index.ts'
import { forgetVisitorsOf } from '../web-chat/index.ts'
import { markSample } from '../workspaces/index.ts'
import { alone } from './alone.ts'
import { sampleRemoved } from './events.ts'
import {
  changeFacts,
  dropParts,
  keepParts,
  listParts,
  lockPart,
  type PartKind,
} from './keep-parts.ts'
import { findSampleIdentifiers, keepUnused } from './remove/find-identifiers.ts'

const identifiersAtOnce = 20

/** Whoever fills it has a transaction in hand; whoever removes it already may take this long. */
const patienceMs = 20_000

/** Takes all of the sample away and nothing else; without one, nothing happens. Errors: `sample.busy`. */
export const removeSample = async (ctx: Context) => {
  await changeFacts(ctx, 'added', ctx.workspaceId, { stop: true })
  await alone(ctx, patienceMs, () => takeAway(ctx))
  return {}
}

/** Only when all is gone does the workspace say so. The caller holds the turn (`alone`). */
export const takeAway = async (ctx: Context) => {
  if (!(await clearAway(ctx))) return
  await inTransaction(ctx, async (ctx) => {
    await markSample(ctx, false)
    await record(ctx, sampleRemoved, {}, {})
    await audit(ctx, 'sample.removed')
    await dropParts(ctx)
  })
}

/**
 * All that was told, in short transactions, each of which may be repeated: what stopped halfway is finished by doing it
 * again. False when there is no sample. The caller holds the turn.
 */
export const clearAway = async (ctx: Context): Promise<boolean> => {
  const [added] = await listParts(ctx, 'added')
  if (!added) return false
  const since = String(added.facts.since)
  const connectionIds = await inTransaction(ctx, shut)
  const [source] = await listParts(ctx, 'source')
  const suffix = String(source?.facts.suffix)
  const found = await findSampleIdentifiers(ctx, { connectionIds, suffix })
  await keepParts(
    ctx,
    'identifier',
    found.map((id) => ({ id, facts: {} })),
  )
  const identifierIds = await listIds(ctx, 'identifier')
  if (source) await forgetSource(ctx, { id: source.id, since })
  await forgetConversationsOf(ctx, { connectionIds, identifierIds })
  await forgetEventsBy(ctx, await listActors(ctx, connectionIds), since)
  await forgetVisitorsOf(ctx, connectionIds)
  await forgetPeople(ctx, identifierIds)
  await forgetConnections(ctx, connectionIds)
  await inTransaction(ctx, (ctx) => forgetShop(ctx, added.facts.searched === true))
  return true
}

const listIds = async (ctx: Context, kind: PartKind) =>
  (await listParts(ctx, kind)).map((part) => part.id)

/** Nothing comes in or goes out any more; whoever writes by a script just now is waited for, and stops. */
const shut = async (ctx: Context) => {
  await lockPart(ctx, 'added', ctx.workspaceId)
  await dropParts(ctx, 'script')
  const connectionIds = await listIds(ctx, 'connection')
  await shutConnections(ctx, connectionIds)
  return connectionIds
}

/** Whose doings the log names that belong to no conversation and no customer. */
const listActors = async (ctx: Context, connectionIds: readonly string[]) => {
  const visitors = await ctx.db
    .selectFrom('visitor')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', 'in', [...connectionIds])
    .execute()
  return [{ type: 'system', id: 'sample' }, ...visitors.map(({ id }) => ({ type: 'visitor', id }))]
}

const forgetPeople = async (ctx: Context, identifierIds: readonly string[]) => {
  for (let at = 0; at < identifierIds.length; at += identifiersAtOnce)
    await inTransaction(ctx, async (ctx) => {
      await lockIdentity(ctx)
      const unused = await keepUnused(ctx, identifierIds.slice(at, at + identifiersAtOnce))
      await forgetEmptyConversationsOf(ctx, unused)
      const customerIds = await forgetIdentifiers(ctx, unused)
      await forgetConsents(ctx, { customerIds, identifierIds: unused })
      await forgetRequests(ctx, { customerIds })
    })
}

/** What the workspace began to use for its own stays. */
const forgetShop = async (ctx: Context, searched: boolean) => {
  await forgetRequests(ctx, { ids: await listIds(ctx, 'request') })
  await forgetUnusedPurposes(ctx, await listIds(ctx, 'purpose'))
  await forgetGroups(ctx, await listIds(ctx, 'group'))
  if (searched) await forgetSearch(ctx)
  const teams = await listParts(ctx, 'team')
  await forgetUnusedLabels(ctx, await listIds(ctx, 'label'))
  await forgetUnusedTeams(
    ctx,
    teams.map(({ id, facts }) => ({ id, memberIds: facts.memberIds as string[] })),
  )
  await forgetUnusedMembers(ctx, await listIds(ctx, 'member'))
}
