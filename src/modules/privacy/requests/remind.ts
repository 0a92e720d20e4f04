import { sql } from 'kysely'
import { type Context, inTransaction, lockWords } from '../../../foundation/server/context.ts'
import type { Role } from '../../../foundation/server/module.ts'
import { toZone } from '../../../foundation/server/wall-clock.ts'
import { enqueueSystemMail } from '../../connections/index.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { type Language, wordsIn } from '../words.ts'
import type { RequestKind } from './contract.ts'
import { dayIn } from './letters.ts'
import { soonDays } from './read-requests.ts'

/** Who has `privacy.manage`. */
export const handlers: readonly Role[] = ['admin', 'agent']

/** Nobody is told in the night: from this hour of the workspace on. */
const fromHour = 8
/** Told of in one mail; the rest with the next look. */
const mostAtOnce = 100
const mostPeople = 200

type Due = {
  id: string
  kind: RequestKind
  dueOn: string
  stage: 'week' | 'day' | 'overdue'
  assigneeId: string | null
}

/** Whose stage nobody was told of yet; a week before only where there was more than a week. */
const findDue = async (ctx: Context, today: string): Promise<Due[]> => {
  const { rows } = await sql<Due>`
    select d.id, d.kind, d.due_on::text as "dueOn", d.stage, d.assignee_id as "assigneeId"
    from (select r.*, case when r.due_on < ${today}::date then 'overdue' when r.due_on <= ${today}::date + 1 then 'day'
        else 'week' end as stage from privacy_request r
      where r.workspace_id = ${ctx.workspaceId} and r.closed_at is null and r.due_on <= ${today}::date + ${soonDays}::int) d
    where (d.stage <> 'week' or d.due_on - d.received_on > ${soonDays}::int)
      and not exists (select 1 from privacy_reminder m where m.workspace_id = d.workspace_id and m.request_id = d.id
        and m.due_on = d.due_on and m.stage = d.stage)
      -- Nobody really asked what the sample has.
      and not exists (select 1 from sample_part s where s.workspace_id = d.workspace_id and s.kind = 'request'
        and s.id = d.id)
    order by d.due_on, d.id limit ${mostAtOnce}`.execute(ctx.db)
  return rows
}

type Handler = { id: string; email: string; locale: string }

const readHandlers = async (ctx: Context): Promise<Handler[]> => {
  const { rows } = await sql<Handler>`
    select m.id, m.email, coalesce(m.locale, w.locale) as locale from member m join workspace w on w.id = m.workspace_id
    where m.workspace_id = ${ctx.workspaceId} and m.removed_at is null and m.auth_user_id is not null
      and m.role = any(${[...handlers]}::text[]) order by m.created_at, m.id limit ${mostPeople}`.execute(
    ctx.db,
  )
  return rows
}

/** The one who handles it; everybody who may, once it is overdue or while nobody does. */
const isFor = ({ id }: Handler, due: Due, known: ReadonlySet<string>) =>
  due.stage === 'overdue' || !due.assigneeId || !known.has(due.assigneeId) || due.assigneeId === id

/** Names nobody who asked: a mailbox is no place for it. */
const write = (ctx: Context, language: Language, dues: readonly Due[], brand: string) => {
  const t = wordsIn(language)
  const lines = dues.map(({ id, kind, dueOn, stage }) =>
    [
      t(`privacy.mail.${stage === 'overdue' ? 'overdue' : 'due'}`, {
        kind: t(`privacy.mail.kind.${kind}`),
        day: dayIn(language, dueOn),
      }),
      `${ctx.services.publicUrl}/settings/privacy-requests/${id}`,
    ].join('\n'),
  )
  return {
    subject: t('privacy.mail.subject', { count: dues.length, brand }),
    text: [t('privacy.mail.text', { count: dues.length, brand }), ...lines].join('\n\n'),
  }
}

/**
 * Mails whoever handles privacy requests which are due within a week, by tomorrow, or overdue: of each date and stage
 * once, in a transaction of its own. How many requests they were told of; none while there is no mailbox.
 */
export const remindOfRequests = (ctx: Context): Promise<number> =>
  inTransaction(ctx, async (ctx) => {
    const { name: brand, timeZone } = await getWorkspace(ctx)
    const now = new Date(toZone(timeZone, ctx.now.getTime()))
    if (now.getUTCHours() < fromHour) return 0
    const today = now.toISOString().slice(0, 10)
    if ((await findDue(ctx, today)).length === 0) return 0
    await lockWords(ctx, 'privacy-reminder')
    const dues = await findDue(ctx, today)
    const people = await readHandlers(ctx)
    const known = new Set(people.map(({ id }) => id))
    for (const person of people) {
      const theirs = dues.filter((due) => isFor(person, due, known))
      if (theirs.length === 0) continue
      const locale = person.locale === 'ja' ? 'ja' : 'en'
      const mail = write(ctx, locale, theirs, brand)
      const isMailed = await enqueueSystemMail(ctx, {
        to: person.email,
        locale,
        fromName: brand,
        ...mail,
      })
      if (!isMailed) return 0
    }
    for (const { id, dueOn, stage } of dues)
      await sql`insert into privacy_reminder (workspace_id, request_id, due_on, stage, told_at)
        values (${ctx.workspaceId}, ${id}, ${dueOn}::date, ${stage}, ${ctx.now})`.execute(ctx.db)
    return dues.length
  })
