import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { systemContext } from '../../../foundation/server/context.ts'
import { networkOf } from '../../../foundation/server/network-of.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { addressKey } from '../../members/index.ts'
import { html, sendPage } from '../pages/html.ts'
import { askedLocale, browserLocale, readFields } from '../pages/person.ts'
import { type Locale, localeOf, wordsIn } from '../words.ts'
import { askSignUp, SignUpForm } from './ask.ts'
import { confirmSignUp } from './confirm.ts'

const formLimit = 16 * 1024

/** Any site's form may ask: all it gets is that a mail is on its way to the owner of the address. */
const allowAnySite = async (_request: FastifyRequest, reply: FastifyReply) => {
  reply.header('access-control-allow-origin', '*')
  reply.header('access-control-allow-methods', 'POST, OPTIONS')
  reply.header('access-control-allow-headers', 'content-type')
  reply.header('access-control-max-age', '86400')
}

type Title = 'asked' | 'wrong' | 'too-many' | 'closed'

const showAnswer = (reply: FastifyReply, locale: Locale, brand: string, said: Title) => {
  const t = wordsIn(locale)
  const title = t(`consent.sign-up.${said}`, { brand })
  const body = html`<h1>${title}</h1><p role="status">${t(`consent.sign-up.${said}-text`, { brand })}</p>`
  const status = { asked: 200, wrong: 400, 'too-many': 429, closed: 404 }[said]
  return sendPage(reply, { locale, title, body, status })
}

const titleOf = (error: unknown): Title => {
  if (!(error instanceof AppError)) return 'wrong'
  if (error.kind === 'too-many') return 'too-many'
  return error.code === 'input.invalid' ? 'wrong' : 'closed'
}

/** A person's form gets a page; a script that sends JSON gets 202, or a problem. */
const signUp = (services: Services) => async (request: FastifyRequest, reply: FastifyReply) => {
  const isScript = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
  const { workspaceId = '' } = request.params as { workspaceId?: string }
  const asked = askedLocale(request) ?? browserLocale(request)
  const workspace = /^[0-9a-f-]{36}$/i.test(workspaceId)
    ? await services.db
        .selectFrom('workspace')
        .select(['name', 'locale'])
        .where('id', '=', workspaceId)
        .executeTakeFirst()
    : undefined
  const locale = asked ?? localeOf(workspace?.locale) ?? 'en'
  try {
    if (!workspace) throw new AppError('missing', 'consent.purpose_missing')
    const fields = readFields(request)
    const { success, data, error } = SignUpForm.safeParse({
      ...fields,
      page: fields.page ?? request.headers.referer,
    })
    if (!success)
      throw new AppError('invalid', 'input.invalid', { path: error.issues[0]!.path.join('.') })
    const ctx = systemContext(services, workspaceId, 'consents')
    await askSignUp({ ...ctx, network: networkOf(request.ip) }, data, {
      locale,
      caller: addressKey(request.ip),
      brand: workspace.name,
    })
  } catch (error) {
    if (isScript || !(error instanceof AppError)) throw error
    return showAnswer(reply, locale, workspace?.name ?? '', titleOf(error))
  }
  if (isScript) return reply.code(202).send({})
  return showAnswer(reply, locale, workspace.name, 'asked')
}

/** Sign-up by a form on any site, with double opt-in always. */
export const signUpPlugin = async (app: FastifyInstance, services: Services) => {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formLimit },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  const confirm = confirmSignUp(services)
  app.get('/subscribe/confirm', confirm)
  app.post('/subscribe/confirm', confirm)
  const onRequest = allowAnySite
  app.options('/subscribe/:workspaceId', { onRequest }, async (_request, reply) =>
    reply.code(204).send(),
  )
  app.post('/subscribe/:workspaceId', { onRequest, bodyLimit: formLimit }, signUp(services))
}
