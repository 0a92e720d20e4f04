import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { enqueueSystemMail } from '../connections/index.ts'

const words = {
  en: (brand: string, code: string) => ({
    subject: `${code} is your code for ${brand}`,
    text: `Your code is ${code}.\n\nEnter it in the chat within 15 minutes to show that this address is yours. If you did not ask for it, nothing needs to be done.`,
  }),
  ja: (brand: string, code: string) => ({
    subject: `${brand} 確認コード：${code}`,
    text: `確認コードは ${code} です。\n\n15分以内にチャットに入力すると、このメールアドレスがご本人のものと確認できます。お心当たりがない場合は、このメールを破棄してください。`,
  }),
}

/** Errors: `proof.no_mailbox`. */
export const mailCode = async (
  ctx: Context,
  { address, code, locale }: { address: string; code: string; locale: string },
) => {
  const language = locale === 'ja' ? 'ja' : 'en'
  const { name } = await ctx.db
    .selectFrom('workspace')
    .select('name')
    .where('id', '=', ctx.workspaceId)
    .executeTakeFirstOrThrow()
  const mailed = await enqueueSystemMail(ctx, {
    to: address,
    locale: language,
    fromName: name,
    ...words[language](name, code),
  })
  if (!mailed) throw new AppError('unavailable', 'proof.no_mailbox')
}
