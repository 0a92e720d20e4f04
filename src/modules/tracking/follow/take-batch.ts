import type { Kysely } from 'kysely'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { isOutage } from '../../../foundation/server/database/is-outage.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import {
  beginRecording,
  recordAll,
  writeRecorded,
} from '../../../foundation/server/events/record.ts'
import { wakeReaders } from '../../../foundation/server/events/wake.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { followCommerce, isOwned } from '../../commerce/index.ts'
import {
  followConsents,
  isConsentChoice,
  readPreferences,
  settleDevices,
} from '../../consents/index.ts'
import { findTracked } from '../../customers/index.ts'
import { visitStarted } from '../events.ts'
import { dropErased } from './drop-erased.ts'
import { factsOf, findDeviceOwners, type Identities, type Owner } from './identities.ts'
import { moveTo, readPlace, setAside, takeTurn } from './place.ts'
import { type Place, readTracked, type TrackedRow } from './read-tracked.ts'
import { readShops } from './shops.ts'
import type { Visit } from './visit.ts'
import { keepVisits } from './visits.ts'

/** Large: a device's visit is read and written once for all its events of a batch. */
export const batch = 8000

/**
 * Takes the next events; how many, or 0 when another process has the turn. `carefully` takes them one by one and sets
 * aside what fails, after a batch has failed as a whole.
 */
export const takeBatch = async (services: Services, identities: Identities, carefully: boolean) => {
  let place = await readPlace(services.db)
  const rows = await readTracked(services.db, place, batch)
  if (rows.length === 0) return 0
  for (const group of carefully ? rows.map((row) => [row]) : [rows]) {
    try {
      if (!(await takeGroup(services, identities, place, group))) return 0
    } catch (error) {
      // An event is not at fault when the database was away.
      if (!carefully || isOutage(error)) throw error
      await setAside(services, group[0]!, error)
    }
    place = group.at(-1)!
  }
  return rows.length
}

/**
 * Customers are told first, in transactions of their own that may be repeated; visits, carts, orders and the new position
 * then commit together, so each event counts exactly once. False when it is not this process's turn.
 */
const takeGroup = async (
  services: Services,
  identities: Identities,
  place: Place,
  group: TrackedRow[],
) => {
  const rows = await dropErased(services, await inLiveWorkspaces(services.db, group))
  await identities.tell(rows, place, group.at(-1)!)
  const { mine, recorded, kept } = await services.db.transaction().execute(async (trx) => {
    beginRecording(trx)
    if (!(await takeTurn(trx, place))) return { mine: false, recorded: [], kept: [] }
    const begun = await keepVisits(trx, rows)
    const sales = rows.filter((row) => row.commerce !== null)
    const choices = rows.flatMap((row) => {
      const said = readPreferences(row)
      return said ? [{ row, said }] : []
    })
    const firsts = begun.map((visit) => visit.begunBy!)
    const owned = sales.filter(({ name }) => isOwned(name))
    const ownerOf = await findOwners(services, trx, [
      ...firsts,
      ...owned,
      ...choices.map(({ row }) => row),
    ])
    await recordVisits(services, trx, begun, ownerOf)
    const shopOf = await readShops(trx, sales)
    for (const [workspaceId, some] of Map.groupBy(sales, (row) => row.workspaceId)) {
      await followCommerce(
        systemContext(services, workspaceId, 'tracking', trx),
        some.map((row) => ({
          ...row,
          shop: shopOf(row),
          properties: row.commerce!,
          customerId: ownerOf(row)?.customerId,
        })),
      )
    }
    const kept: [string, string[]][] = []
    for (const [workspaceId, some] of Map.groupBy(choices, ({ row }) => row.workspaceId)) {
      const devices = await followConsents(
        systemContext(services, workspaceId, 'tracking', trx),
        some.map(({ row, said }) => ({
          ...row,
          ...said,
          customerId: ownerOf(row)?.homeId,
          named: row.userId !== null || row.email !== null,
          chosen: isConsentChoice(row),
        })),
      )
      if (devices.length > 0) kept.push([workspaceId, devices])
    }
    await moveTo(trx, group.at(-1)!)
    return { mine: true, recorded: await writeRecorded(trx), kept }
  })
  wakeReaders(recorded)
  // Somebody may have become known by another way while that was not yet committed.
  for (const [workspaceId, devices] of kept)
    await inTransaction(systemContext(services, workspaceId, 'tracking'), (ctx) =>
      settleDevices(ctx, devices),
    )
  return mine
}

/** Events of a workspace that was removed meanwhile concern nobody. */
const inLiveWorkspaces = async (db: Kysely<Database>, rows: TrackedRow[]) => {
  const ids = [...new Set(rows.map((row) => row.workspaceId))]
  const found = await db.selectFrom('workspace').select('id').where('id', 'in', ids).execute()
  const live = new Set(found.map(({ id }) => id))
  return rows.filter((row) => live.has(row.workspaceId))
}

/** Whose each of these is, by what it says of people and else by its device; of others it knows nothing. */
const findOwners = async (
  services: Services,
  trx: Kysely<Database>,
  rows: readonly TrackedRow[],
) => {
  const owners = new Map<TrackedRow, Owner | undefined>()
  for (const [workspaceId, some] of Map.groupBy(rows, (row) => row.workspaceId)) {
    const ctx = systemContext(services, workspaceId, 'tracking', trx)
    const found = await findTracked(ctx, some.map(factsOf))
    for (const [index, row] of some.entries()) owners.set(row, found[index])
  }
  const ownerOfDevice = await findDeviceOwners(
    trx,
    rows.filter((row) => owners.get(row) === undefined),
  )
  return (row: TrackedRow) => owners.get(row) ?? ownerOfDevice(row)
}

const dayMs = 86_400_000

/** Only visits of now are news; those of an import of last year are kept and told to nobody. */
const recordVisits = async (
  services: Services,
  trx: Kysely<Database>,
  begun: Visit[],
  ownerOf: (row: TrackedRow) => Owner | undefined,
) => {
  const news = begun.filter(
    (visit) => visit.begunBy!.receivedAt.getTime() - visit.startedAt < dayMs,
  )
  for (const [workspaceId, visits] of Map.groupBy(news, (visit) => visit.workspaceId)) {
    const entries = visits.map((visit) => {
      const customerId = ownerOf(visit.begunBy!)?.customerId
      return {
        subjects: customerId ? { customerId } : {},
        facts: { visitId: visit.id, sourceId: visit.sourceId, ...cameFrom(visit) },
        at: visit.begunBy!.receivedAt,
      }
    })
    await recordAll(systemContext(services, workspaceId, 'tracking', trx), visitStarted, entries)
  }
}

const cameFrom = ({ channel, source, campaign, device }: Visit) => ({
  ...(channel ? { channelGroup: channel } : {}),
  ...(source ? { source } : {}),
  ...(campaign ? { campaign } : {}),
  ...(device ? { device: device.kind } : {}),
})
