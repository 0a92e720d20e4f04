import { sql } from 'kysely'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { scanStream, type Verdict } from './clamd.ts'
import type { Scan } from './scans.ts'

type Due = { workspace_id: string; file_id: string; attempts: number; sha256: string }

const atOnce = 4
const longestScanMs = 5 * 60_000
/** Longer than one scan may last: a process that dies leaves its files to the next. */
const leaseSeconds = 360
/** A limit of the scanner's may be raised. */
const lookAgainHours = 24

/** 2 s, 4 s, 8 s … ten minutes: a scanner comes back soon, and a file that ends it each time holds up no others. */
const pauseSeconds = (attempts: number) => Math.min(600, 2 * 2 ** Math.max(0, attempts - 1))

type Listener = (ctx: Context, fileIds: readonly string[]) => Promise<void>
const listeners: Listener[] = []
/** Called in the transaction that says what was found. */
export const onScanned = (listener: Listener) => void listeners.push(listener)

/** One round; how many were looked at, and whether the scanner could be asked. */
export const scanDue = async (
  services: Services,
  stopping: AbortSignal,
): Promise<{ looked: number; down: boolean }> => {
  const due = await claim(services)
  const results = await Promise.all(due.map((one) => scanOne(services, one, stopping)))
  return { looked: due.length, down: results.includes('down') }
}

/** These at once, while somebody waits for the answer; what is not done in time is done later. */
export const scanNow = async (ctx: Context, fileId: string, waitMs: number): Promise<Scan> => {
  const { services, workspaceId } = ctx
  const [due] = await claim(services, { workspaceId, fileId })
  if (due) await scanOne(services, due, AbortSignal.timeout(waitMs))
  const row = await ctx.db
    .selectFrom('file_scan')
    .select(['state', 'finding'])
    .where('workspace_id', '=', workspaceId)
    .where('file_id', '=', fileId)
    .executeTakeFirst()
  return { scan: (row?.state as Scan['scan']) ?? null, finding: row?.finding ?? null }
}

/** Ours for a while. */
const claim = async (
  services: Services,
  only?: { workspaceId: string; fileId: string },
): Promise<Due[]> => {
  const which = only
    ? sql`workspace_id = ${only.workspaceId} and file_id = ${only.fileId} and`
    : sql``
  const { rows } = await sql<Due>`
    with mine as (
      update file_scan set attempts = attempts + 1, at = now() + make_interval(secs => ${leaseSeconds})
      where (workspace_id, file_id) in (
        select workspace_id, file_id from file_scan
        where ${which} state in ('waiting', 'unscannable') and at <= now()
        order by at limit ${atOnce} for update skip locked)
      returning workspace_id, file_id, attempts)
    select mine.*, f.sha256 from mine
    join file f on f.workspace_id = mine.workspace_id and f.id = mine.file_id`.execute(services.db)
  return rows
}

const scanOne = async (services: Services, due: Due, stopping: AbortSignal) => {
  const { config, files, log } = services
  const limit = AbortSignal.any([stopping, AbortSignal.timeout(longestScanMs)])
  try {
    await keep(services, due, await scanStream(config.clamd!, files.stream(due.sha256), limit))
    return 'done'
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    log.warn({ file: due.file_id, code: code ?? message }, 'a file could not be scanned; it waits')
    await putBack(services, due).catch(() => undefined)
    return 'down'
  }
}

const putBack = (services: Services, { workspace_id, file_id, attempts }: Due) =>
  sql`update file_scan set at = now() + make_interval(secs => ${pauseSeconds(attempts)})
    where workspace_id = ${workspace_id} and file_id = ${file_id} and state in ('waiting', 'unscannable')`.execute(
    services.db,
  )

const keep = (services: Services, { workspace_id, file_id }: Due, verdict: Verdict) =>
  inTransaction(systemContext(services, workspace_id, 'scan-files'), async (ctx) => {
    const finding = verdict.state === 'clean' ? null : verdict.finding
    const hours = verdict.state === 'unscannable' ? lookAgainHours : 0
    const { rows } = await sql<{ changed: boolean }>`
      update file_scan s set state = ${verdict.state}, finding = ${finding}, at = now() + make_interval(hours => ${hours})
      from (select state from file_scan where workspace_id = ${workspace_id} and file_id = ${file_id} for update) before
      where s.workspace_id = ${workspace_id} and s.file_id = ${file_id} and s.state in ('waiting', 'unscannable')
      returning before.state <> s.state as changed`.execute(ctx.db)
    if (!rows[0]?.changed) return
    if (verdict.state === 'infected')
      await audit(ctx, 'file.infected', {
        object: { type: 'file', id: file_id },
        facts: { finding },
      })
    for (const tell of listeners) await tell(ctx, [file_id])
  })
