import { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { countAttempt } from '../../members/index.ts'
import { mailToConfirm } from '../mail-to-confirm.ts'
import { listPurposes } from '../purposes.ts'
import { findVersion } from '../wordings.ts'
import type { Locale } from '../words.ts'
import { writeSignUp } from './token.ts'

/** What a form sends; more fields do no harm. */
export const SignUpForm = z.object({
  purpose: z.string().max(40),
  email: z.string().trim().pipe(z.email().max(254)),
  /** The version of the words that stand beside the form. */
  wording: z.coerce.number().int().positive().optional().catch(undefined),
  /** Where the form is, if the browser does not say. */
  page: z.string().max(2000).optional().catch(undefined),
})

const daySeconds = 86_400
const perNetwork = 20
const perAddress = 3

/** A page that stands in the ledger: without what was asked of it. */
const plainPage = (text: string | undefined) => {
  const url = text && URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol)
    ? `${url.origin}${url.pathname}`.slice(0, 500)
    : undefined
}

/**
 * Mails whoever owns the address to confirm; what is answered does not depend on whether we know it. Nothing more is mailed
 * to an address that was asked often, and that is not said either.
 * Errors: `consent.purpose_missing`, `consent.no_mailbox`, `consent.too_many`.
 */
export const askSignUp = async (
  ctx: Context,
  form: z.output<typeof SignUpForm>,
  { locale, caller, brand }: { locale: Locale; caller: string; brand: string },
) => {
  const { data } = await listPurposes(ctx)
  const purpose = data.find((one) => one.key === form.purpose && one.subscribable)
  if (!purpose) throw new AppError('missing', 'consent.purpose_missing')
  const { services, workspaceId } = ctx
  const count = (of: string, most: number, seconds?: number) =>
    countAttempt(
      services,
      'sign-up',
      [{ of: `${workspaceId} ${of}`, most, ...(seconds ? { seconds } : {}) }],
      'consent.too_many',
    )
  await count(`caller ${caller}`, perNetwork)
  const email = form.email.toLowerCase()
  const isOften = await count(`address ${email}`, perAddress, daySeconds).then(
    () => false,
    (error) => {
      if (error instanceof AppError && error.code === 'consent.too_many') return true
      throw error
    },
  )
  if (isOften) return
  const pageUrl = plainPage(form.page)
  const token = writeSignUp(services.seal, {
    id: newId(),
    workspaceId,
    purposeId: purpose.id,
    wordingId: (await findVersion(ctx, purpose.id, form.wording))?.id ?? null,
    email: form.email,
    locale,
    at: ctx.now,
    ...(pageUrl ? { pageUrl } : {}),
    ...(ctx.network ? { network: ctx.network } : {}),
  })
  await inTransaction(ctx, (ctx) =>
    mailToConfirm(ctx, purpose, {
      to: form.email,
      brand,
      locale,
      url: `${services.publicUrl}/subscribe/confirm?t=${token}`,
    }),
  )
}
