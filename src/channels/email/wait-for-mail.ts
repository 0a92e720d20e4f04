import type { ImapFlow } from 'imapflow'
import { mailFailure } from './failure.ts'

/** Servers drop an IDLE after 29 minutes; looking again this often also finds what an IDLE missed and a dead line. */
export const usualPauses = { renewMs: 90_000, pollMs: 60_000 }

/**
 * Resolves when the server tells of mail, when it is time to look anyway, or when stopped.
 * The next command ends the IDLE. Throws when the connection is lost.
 */
export const waitForMail = (
  client: ImapFlow,
  signal: AbortSignal,
  { renewMs, pollMs } = usualPauses,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const idles = client.capabilities.has('IDLE')
    let timer = setTimeout(() => finish(), idles ? renewMs : pollMs)
    const finish = (error?: unknown) => {
      clearTimeout(timer)
      client.off('exists', onNews)
      client.off('close', onClose)
      signal.removeEventListener('abort', onNews)
      if (error) reject(error)
      else resolve()
    }
    const onNews = () => finish()
    const onClose = () =>
      finish(mailFailure({ code: 'imap.unreachable', detail: 'The server closed the connection' }))
    client.on('exists', onNews)
    client.on('close', onClose)
    signal.addEventListener('abort', onNews, { once: true })
    if (signal.aborted || !client.usable) return signal.aborted ? finish() : onClose()
    if (!idles) return
    const pollInstead = () => {
      clearTimeout(timer)
      timer = setTimeout(() => finish(), pollMs)
    }
    // A server that announces IDLE and then refuses it is polled.
    client.idle().then((result) => (result === false ? pollInstead() : finish()), pollInstead)
  })
