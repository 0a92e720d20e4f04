import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import type { Services } from '../../foundation/server/services.ts'
import en from './texts.en.json' with { type: 'json' }
import ja from './texts.ja.json' with { type: 'json' }

export type Mail = { workspaceId: string; to: string; subject: string; text: string }
type Mailer = (services: Services, mail: Mail) => Promise<void>

let mailer: Mailer | undefined

/** Plugs in what can send; until then links are only there to copy. */
export const registerMailer = (send: Mailer) => {
  mailer = send
}

const texts = { en, ja }

/** `kind` names the two texts `members.mail.<kind>.subject` and `.text`. */
export const writeMail = (
  locale: 'en' | 'ja',
  kind: 'invitation' | 'reset',
  values: Record<string, string>,
) => {
  const i18n = setupI18n({ locale, messages: { [locale]: texts[locale] } })
  i18n.setMessagesCompiler(compileMessage)
  return {
    subject: i18n._(`members.mail.${kind}.subject`, values),
    text: i18n._(`members.mail.${kind}.text`, values),
  }
}

/** Not waited for, so that the answer neither hangs on a mail server nor tells by its time who has an account. */
export const sendMail = (services: Services, mail: Mail) => {
  mailer?.(services, mail).catch((error) =>
    services.log.warn(
      { workspaceId: mail.workspaceId, code: error?.code },
      'a link could not be mailed',
    ),
  )
}
