import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { enqueueSystemMail } from '../connections/index.ts'
import type { Purpose } from './purposes.ts'
import { type Locale, wordsIn } from './words.ts'

/** Asks the owner of an address whether they want it. Errors: `consent.no_mailbox`. */
export const mailToConfirm = async (
  ctx: Context,
  purpose: Pick<Purpose, 'nameEn' | 'nameJa'>,
  { to, brand, locale, url }: { to: string; brand: string; locale: Locale; url: string },
) => {
  const t = wordsIn(locale)
  const values = { brand, purpose: locale === 'ja' ? purpose.nameJa : purpose.nameEn, url }
  const mailed = await enqueueSystemMail(ctx, {
    to,
    locale,
    fromName: brand,
    subject: t('consent.mail.subject', values),
    text: t('consent.mail.text', values),
  })
  if (!mailed) throw new AppError('unavailable', 'consent.no_mailbox')
}
