import type { TestResult, TestTools } from '../channel.ts'
import type { EmailCode } from './codes.ts'
import { isMailFailure } from './failure.ts'
import { guardServer } from './guard-server.ts'
import { signIn } from './oauth.ts'
import { outcomeOf } from './outcome.ts'
import type { EmailSettings } from './settings.ts'
import { trySmtp } from './smtp.ts'
import { withMailbox } from './with-mailbox.ts'

/** The field to look at first, beside which the form shows the error. */
const fieldFor = (server: 'imap' | 'smtp', code: string): string => {
  if (code.startsWith('oauth.'))
    return code === 'oauth.refused' ? 'oauth.refreshToken' : 'oauth.tokenUrl'
  if (code.endsWith('.auth_failed')) return `${server}.password`
  if (code.endsWith('.tls')) return `${server}.tls`
  if (code === 'imap.refused') return 'imap.user'
  return `${server}.host`
}

const wrong = (server: 'imap' | 'smtp', code: EmailCode | string, detail?: string): TestResult => ({
  ok: false,
  code,
  path: fieldFor(server, code),
  ...(detail ? { detail } : {}),
})

/** Signs in at both servers, mail in first, and names the first thing that is wrong. */
export const testSettings = async (
  settings: EmailSettings,
  tools: TestTools,
): Promise<TestResult> => {
  try {
    await withMailbox(settings, tools, async () => {})
  } catch (error) {
    if (!isMailFailure(error)) throw error
    return wrong('imap', error.code, error.detail)
  }
  try {
    const server = await guardServer('smtp', settings.smtp.host, tools)
    await trySmtp(await signIn(settings, tools), server, tools.signal)
  } catch (error) {
    const result = outcomeOf(error, { complete: false, aborted: tools.signal.aborted })
    if (result.outcome === 'sent') throw error
    return wrong('smtp', result.code, result.detail)
  }
  return { ok: true }
}
