import type { SendResult } from '../channel.ts'
import type { EmailCode } from './codes.ts'
import { detailOf, isMailFailure, isTlsFailure, readError } from './failure.ts'

/** Servers that know nothing of a sender defer its first mail for some minutes. */
const GREYLIST_SECONDS = 300

/** RFC 3463, `5.1.1`. */
const enhanced = (response: string): string =>
  /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0] ?? ''

const permanentCode = (command: string, response: string): EmailCode => {
  const status = enhanced(response)
  if (/^5\.(2\.3|3\.4)$/.test(status)) return 'smtp.too_large'
  if (status === '5.2.2') return 'smtp.mailbox_full'
  if (/^MAIL FROM/.test(command))
    return /^552/.test(response) ? 'smtp.too_large' : 'smtp.sender_rejected'
  if (/^5\.1\.[1236]$|^5\.1\.10$|^5\.2\.1$/.test(status)) return 'smtp.mailbox_unknown'
  if (/^RCPT TO/.test(command) && /^55[013]/.test(response) && !/^5\.7\./.test(status))
    return 'smtp.mailbox_unknown'
  if (/^552/.test(response)) return 'smtp.too_large'
  return 'smtp.rejected'
}

/** Said of the whole server, not of one message: it is going away, or lets nobody in. */
const meansServer = (code: string | undefined, reply: number): boolean =>
  code === 'EAUTH' || [421, 454, 530, 535].includes(reply)

/** What a failed delivery means for sending again. `complete`: the server may have had the whole message. */
export const outcomeOf = (
  error: unknown,
  { complete, aborted }: { complete: boolean; aborted: boolean },
): SendResult => {
  if (isMailFailure(error)) {
    const { code, detail } = error
    return { outcome: code === 'email.host_refused' ? 'failed' : 'retry', code, detail, down: true }
  }
  const known = readError(error)
  const detail = detailOf(known)
  if (known.code === 'ETLS') return { outcome: 'retry', code: 'smtp.tls', detail, down: true }
  const response = typeof known.response === 'string' ? known.response : ''
  const reply = known.responseCode ?? 0
  const down = meansServer(known.code, reply)
  if (reply >= 500) {
    const refused = known.code === 'EAUTH' || reply === 530 || reply === 535
    return {
      outcome: 'failed',
      code: refused ? 'smtp.auth_failed' : permanentCode(known.command ?? '', response),
      detail,
      down,
    }
  }
  if (reply >= 400)
    return {
      outcome: 'retry',
      code: 'smtp.deferred',
      detail,
      down,
      ...(down ? {} : { afterSeconds: GREYLIST_SECONDS }),
    }
  if (complete) return { outcome: 'unknown', code: 'smtp.no_answer', detail }
  // Stopped by our own limit of time, a server that says nothing is no better than none.
  if (aborted) return { outcome: 'retry', code: 'smtp.stopped', detail, down: true }
  if (known.code === 'EAUTH')
    return { outcome: 'failed', code: 'smtp.auth_failed', detail, down: true }
  if (known.code === 'EMESSAGE') return { outcome: 'failed', code: 'smtp.too_large', detail }
  if (isTlsFailure(known)) return { outcome: 'retry', code: 'smtp.tls', detail, down: true }
  return { outcome: 'retry', code: 'smtp.unreachable', detail, down: true }
}
