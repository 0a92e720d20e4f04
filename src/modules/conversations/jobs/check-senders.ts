import { sql } from 'kysely'
import type { CheckTools, SenderCheck } from '../../../channels/channel.ts'
import type { Context } from '../../../foundation/server/context.ts'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { often } from '../../../foundation/server/database/prepare-often.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import type { Loop } from '../../../foundation/server/module.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { openConnection } from '../../connections/index.ts'
import { messageSenderChecked } from '../events.ts'

const lookMs = 2000
const mostAtOnce = 20
const checkMs = 20_000
const mostAttempts = 4
const leaseSeconds = 120

type Due = {
  workspace_id: string
  message_id: string
  attempts: number
  connection_id: string
  conversation_id: string
  customer_id: string
  thread_id: string
  sha256: string
}
type Checked = { due: Due; check: SenderCheck }

/** Their senders are to be checked, later and by others: DNS may be slow or gone, and receipt waits for neither. */
export const waitForSenderChecks = (ctx: Context, messageIds: readonly string[]) =>
  sql`insert into sender_check_due (workspace_id, message_id, due_at)
    select ${ctx.workspaceId}, id, ${ctx.now} from unnest(${[...messageIds]}::uuid[]) id
    on conflict do nothing`.execute(ctx.db)

/** Checks the senders of new messages, some at a time. */
export const checkSenders: Loop = {
  name: 'check-senders',
  start: (services) => {
    const stopping = new AbortController()
    let timer: NodeJS.Timeout | undefined
    let checking: Promise<unknown> = Promise.resolve()
    const tick = () => {
      checking = checkDue(services, services.dns, stopping.signal)
        .catch((error) => {
          services.log.warn({ code: error?.code }, 'checking senders failed; trying again')
          return 0
        })
        .then((count) => {
          const pauseMs = count === mostAtOnce ? 0 : lookMs
          if (!stopping.signal.aborted) timer = setTimeout(tick, pauseMs)
        })
    }
    tick()
    return {
      stop: async () => {
        stopping.abort()
        clearTimeout(timer)
        await checking
      },
    }
  },
}

/** One round; returns how many were looked at. */
export const checkDue = async (
  services: Services,
  resolve: CheckTools['resolve'],
  stopping: AbortSignal,
): Promise<number> => {
  const due = await claim(services)
  const open = openOnce(services)
  const tools = { services, open, resolve, stopping }
  const checked = await Promise.all(due.map((one) => checkOne(tools, one)))
  const done = checked.filter((one) => one !== undefined)
  for (const workspaceId of new Set(done.map(({ due }) => due.workspace_id)))
    await keep(
      services,
      workspaceId,
      done.filter(({ due }) => due.workspace_id === workspaceId),
    )
  return due.length
}

/** Ours for a while; a process that dies leaves them to the next. Mostly there are none, which is found out cheaply. */
const claim = async (services: Services): Promise<Due[]> => {
  const mine = await sql<Pick<Due, 'workspace_id' | 'message_id' | 'attempts'>>`${often}
    update sender_check_due set attempts = attempts + 1, due_at = now() + make_interval(secs => ${leaseSeconds})
    where (workspace_id, message_id) in (
      select workspace_id, message_id from sender_check_due where due_at <= now()
      order by due_at limit ${mostAtOnce} for update skip locked)
    returning workspace_id, message_id, attempts`.execute(services.db)
  if (mine.rows.length === 0) return []
  const { rows } = await sql<Due>`
    select mine.*, t.connection_id, t.id as thread_id, m.conversation_id, c.customer_id, f.sha256
    from jsonb_to_recordset(${JSON.stringify(mine.rows)}::jsonb) as mine (workspace_id uuid, message_id uuid, attempts int)
    join message m on m.workspace_id = mine.workspace_id and m.id = mine.message_id
    join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    join receipt r on r.workspace_id = m.workspace_id and r.id = m.receipt_id
    join file f on f.workspace_id = r.workspace_id and f.id = r.file_id`.execute(services.db)
  return rows
}

const unknown: SenderCheck = {
  state: 'unknown',
  spf: null,
  dkim: null,
  dmarc: null,
  domain: null,
  by: 'own',
}

/** Most of a round came by one connection. */
const openOnce = (services: Services) => {
  const opened = new Map<string, ReturnType<typeof openConnection>>()
  return ({ workspace_id, connection_id }: Due) => {
    const ctx = systemContext(services, workspace_id, 'check-senders')
    const known = opened.get(connection_id) ?? openConnection(ctx, connection_id, true)
    opened.set(connection_id, known)
    return known
  }
}

type Tools = {
  services: Services
  open: ReturnType<typeof openOnce>
  resolve: CheckTools['resolve']
  stopping: AbortSignal
}

const checkOne = async (
  { services, open, resolve, stopping }: Tools,
  due: Due,
): Promise<Checked | undefined> => {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(checkMs)])
  try {
    const { channel, settings } = await open(due)
    const raw = await services.files.read(due.sha256)
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    const check = await Promise.race([
      channel.checkSender!(raw, settings, { signal, resolve }),
      ended,
    ])
    // What DNS could not tell now it may tell later; in the end that is the answer.
    if (check.state !== 'unknown' || due.attempts >= mostAttempts) return { due, check }
  } catch (error) {
    services.log.debug({ code: (error as { code?: string }).code }, 'a sender could not be checked')
    if (due.attempts >= mostAttempts && !stopping.aborted) return { due, check: unknown }
  }
  return undefined
}

const keep = (services: Services, workspaceId: string, checked: readonly Checked[]) =>
  inTransaction(systemContext(services, workspaceId, 'check-senders'), async (ctx) => {
    const gone = await sql<{ message_id: string }>`
      delete from sender_check_due where workspace_id = ${workspaceId}
        and message_id = any(${checked.map(({ due }) => due.message_id)}::uuid[]) returning message_id`.execute(
      ctx.db,
    )
    const ours = new Set(gone.rows.map((row) => row.message_id))
    const kept = checked.filter(({ due }) => ours.has(due.message_id))
    await sql`update message m set sender_check = k.value
      from jsonb_to_recordset(${JSON.stringify(
        kept.map(({ due, check }) => ({ id: due.message_id, value: check })),
      )}::jsonb) as k (id uuid, value jsonb)
      where m.workspace_id = ${workspaceId} and m.id = k.id`.execute(ctx.db)
    await recordAll(
      ctx,
      messageSenderChecked,
      kept.map(({ due, check }) => ({
        subjects: {
          conversationId: due.conversation_id,
          customerId: due.customer_id,
          threadId: due.thread_id,
          messageId: due.message_id,
        },
        facts: { state: check.state },
      })),
    )
  })
