import type { FastifyInstance } from 'fastify'
import type { Services } from '../../../foundation/server/services.ts'
import { confirmConsent } from './confirm.ts'
import { showNotice } from './notice.ts'
import { unsubscribe } from './unsubscribe.ts'

const formLimit = 64 * 1024

/** A field that comes several times is a list. */
const readForm = (text: string) => {
  const form: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const before = form[name]
    form[name] = before === undefined ? value : [before, value].flat()
  }
  return form
}

/** Pages for people outside, who have no account and perhaps no scripts: the link they came by says who they are. */
export const pagesPlugin = async (app: FastifyInstance, services: Services) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formLimit },
    (_request, body, done) => done(null, readForm(String(body))),
  )
  // RFC 8058 lets mail programs post as multipart, too; there is nothing but its one line to read.
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: formLimit },
    (_request, body, done) =>
      done(null, /One-Click/.test(String(body)) ? { 'List-Unsubscribe': 'One-Click' } : {}),
  )
  const stop = unsubscribe(services)
  app.get('/unsubscribe', stop)
  app.post('/unsubscribe', stop)
  const confirm = confirmConsent(services)
  app.get('/consent/confirm', confirm)
  app.post('/consent/confirm', confirm)
  app.get('/notice/transmissions/:workspaceId', showNotice(services))
}
