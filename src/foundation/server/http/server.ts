import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { AppError } from '../../shared/app-error.ts'
import { type Endpoint, openTo } from '../../shared/endpoint.ts'
import { type Context, fullSight } from '../context.ts'
import { networkOf } from '../network-of.ts'
import type { Services } from '../services.ts'
import { prepareClose } from './close-http.ts'
import { once } from './idempotency.ts'
import { sendProblem } from './problems.ts'
import { type Route, sent } from './route.ts'

/** Who is calling: a signed-in member, an API key, a visitor, or nobody. Throws when a credential is given and wrong. */
export type Identify = (request: FastifyRequest, endpoint: Endpoint) => Promise<Context | undefined>

const bodyLimit = 2 * 1024 * 1024

export const createHttp = async (
  services: Services,
  parts: {
    identify: Identify
    routes: readonly Route[]
    plugins: readonly ((app: FastifyInstance, services: Services) => Promise<void>)[]
    /** Headers that every answer under a path carries, errors too. */
    headersFor: (url: string, origin: string | undefined) => Record<string, string> | undefined
  },
) => {
  const app = Fastify({
    bodyLimit,
    // Whoever else sends X-Forwarded-For has made it up.
    trustProxy: services.config.trustedProxies,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
  })
  const close = prepareClose(app)
  app.setErrorHandler(sendProblem(services.log))
  app.setNotFoundHandler(() => {
    throw new AppError('missing', 'route.missing')
  })
  app.addHook('onRequest', async (request, reply) => {
    const headers = parts.headersFor(request.url, request.headers.origin)
    if (headers) reply.headers(headers)
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'strict-origin-when-cross-origin')
  })
  // An empty JSON body is no body: several clients send the header with every request.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body as string))
    } catch {
      done(new AppError('invalid', 'input.malformed', { reason: 'json' }))
    }
  })
  for (const plugin of parts.plugins) await app.register((scope) => plugin(scope, services))
  for (const one of parts.routes) {
    if (one.takesBytes === undefined) addRoute(app, one, parts.identify, services)
    else await app.register(async (scope) => addByteRoute(scope, one, parts.identify, services))
  }
  return { app, close }
}

const addByteRoute = (
  scope: FastifyInstance,
  route: Route,
  identify: Identify,
  services: Services,
) => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: route.takesBytes! },
    (_request, body, done) => done(null, body),
  )
  addRoute(scope, route, identify, services)
}

const addRoute = (app: FastifyInstance, route: Route, identify: Identify, services: Services) => {
  const { endpoint, handle } = route
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    handler: async (request, reply) => {
      const admitted = await admit(request, endpoint, identify, services)
      const ctx = { ...admitted, network: networkOf(request.ip) }
      const input = endpoint.input.parse({
        ...(request.query as object),
        ...(Buffer.isBuffer(request.body) ? {} : (request.body as object | undefined)),
        ...(request.params as object),
      })
      const run = (ctx: Context) => handle(ctx, input as never, { request, reply })
      const key = request.headers['idempotency-key']
      const repeatable =
        typeof key === 'string' &&
        endpoint.method !== 'GET' &&
        ctx.workspaceId !== nobody &&
        !route.outsideTransaction
      const answer = repeatable
        ? await once(ctx, key, [endpoint.method, endpoint.path, input], async (ctx) =>
            shape(endpoint, await run(ctx)),
          )
        : shape(endpoint, await run(ctx))
      return answer === sent ? reply : reply.send(answer)
    },
  })
}

/** What leaves is what the contract says, so that a column added later cannot leak. */
const shape = (endpoint: Endpoint, answer: unknown) =>
  answer === sent ? sent : endpoint.output.parse(answer)

/** The caller's context, if they may call this. Errors: `auth.required`, `auth.forbidden`. */
export const admit = async (
  request: FastifyRequest,
  endpoint: Endpoint,
  identify: Identify,
  services: Services,
): Promise<Context> => {
  const ctx = await identify(request, endpoint)
  if (endpoint.allow === 'public') return ctx ?? anonymous(services)
  if (!ctx) throw new AppError('signed-out', 'auth.required')
  const isVisitor = ctx.actor.type === 'visitor'
  if (isVisitor !== (endpoint.allow === 'visitor'))
    throw new AppError('forbidden', 'auth.forbidden')
  const needsPermission = !(openTo as readonly string[]).includes(endpoint.allow)
  if (needsPermission && !ctx.can.has(endpoint.allow)) {
    throw new AppError('forbidden', 'auth.forbidden', { permission: endpoint.allow })
  }
  return ctx
}

const nobody = '00000000-0000-0000-0000-000000000000'

const anonymous = (services: Services): Context => ({
  db: services.db,
  workspaceId: nobody,
  actor: { type: 'system', id: 'anonymous' },
  can: new Set(),
  teamIds: [],
  sight: fullSight,
  now: new Date(),
  log: services.log,
  services,
})
