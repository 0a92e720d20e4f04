import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { isLimited } from '../../members/index.ts'
import { inviteToChat } from '../../web-chat/index.ts'
import type * as contract from '../contract.ts'

/** Longer than somebody counts as present: they may have gone on reading while the first words were written. */
const reachableMinutes = 30

/** Errors: `site_visitor.gone`, `site_visitor.no_chat`, `message.empty`. */
export const startSiteChat = (ctx: Context, input: z.output<typeof contract.startSiteChat.input>) =>
  inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{ url: string | null; locale: string | null }>`
      select last_url as url, (select context ->> 'locale' from tracked_event e
        where e.workspace_id = visit.workspace_id and e.anonymous_id = visit.anonymous_id
        order by at desc limit 1) as locale
      from visit where workspace_id = ${ctx.workspaceId}
        and anonymous_id = ${input.anonymousId}
        and started_at > ${ctx.now}::timestamptz - interval '25 hours'
        and last_at > ${ctx.now}::timestamptz - make_interval(mins => ${reachableMinutes})
      order by started_at desc limit 1`.execute(ctx.db)
    // Who sees only their own teams' conversations would begin one that they cannot see.
    if (!rows[0] || isLimited(ctx) || !ctx.sight.contact)
      throw new AppError('missing', 'site_visitor.gone')
    const pageUrl = rows[0].url ?? undefined
    const locale = /^en/i.test(rows[0].locale ?? '') ? 'en' : 'ja'
    const conversationId = await inviteToChat(ctx, { ...input, pageUrl, locale })
    if (!conversationId) throw new AppError('conflict', 'site_visitor.no_chat')
    return { conversationId }
  })
