import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type * as contract from './contract.ts'
import { type Locale, wordsIn } from './words.ts'

export type Sender = z.output<typeof contract.Sender>

const empty: Sender = { nameEn: '', nameJa: '', addressEn: '', addressJa: '', contact: '' }

export const findSender = async (ctx: Context): Promise<Sender> => {
  const row = await ctx.db
    .selectFrom('marketing_sender')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .executeTakeFirst()
  if (!row) return empty
  return {
    nameEn: row.name_en,
    nameJa: row.name_ja,
    addressEn: row.address_en,
    addressJa: row.address_ja,
    contact: row.contact,
  }
}

/** All that the law wants said; the other language stands in for one that is missing. */
export const isComplete = (sender: Sender) =>
  [sender.nameEn || sender.nameJa, sender.addressEn || sender.addressJa, sender.contact].every(
    (one) => one !== '',
  )

/** What stands below marketing mail (特定電子メール法 §4): who sends it, where they are, whom to ask, how to stop it. */
export const writeFooter = (sender: Sender, locale: Locale, unsubscribeUrl: string) => {
  const t = wordsIn(locale)
  const [name, address] =
    locale === 'ja'
      ? [sender.nameJa || sender.nameEn, sender.addressJa || sender.addressEn]
      : [sender.nameEn || sender.nameJa, sender.addressEn || sender.addressJa]
  return [
    '――――――――――',
    t('consent.footer.sender', { name }),
    t('consent.footer.address', { address }),
    t('consent.footer.contact', { contact: sender.contact }),
    t('consent.footer.stop', { url: unsubscribeUrl }),
  ].join('\n')
}

export const getSender = async (ctx: Context) => {
  const sender = await findSender(ctx)
  const example = `${ctx.services.publicUrl}/unsubscribe?t=…`
  return {
    ...sender,
    complete: isComplete(sender),
    footer: { en: writeFooter(sender, 'en', example), ja: writeFooter(sender, 'ja', example) },
  }
}

export const putSender = (ctx: Context, input: z.output<typeof contract.putSender.input>) =>
  inTransaction(ctx, async (ctx) => {
    const columns = {
      name_en: input.nameEn,
      name_ja: input.nameJa,
      address_en: input.addressEn,
      address_ja: input.addressJa,
      contact: input.contact,
      updated_at: ctx.now,
    }
    await ctx.db
      .insertInto('marketing_sender')
      .values({ workspace_id: ctx.workspaceId, ...columns })
      .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(columns))
      .execute()
    await audit(ctx, 'consent_settings.changed', {
      object: { type: 'workspace', id: ctx.workspaceId },
      facts: { change: 'sender' },
    })
    return {}
  })
