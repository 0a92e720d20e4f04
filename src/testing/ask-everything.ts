import type { Endpoint } from '../foundation/shared/endpoint.ts'
import * as conversations from '../modules/conversations/contract.ts'
import { modules } from '../parts.ts'

/** Every endpoint there is, from the same list that the server runs on. */
export const endpoints: Endpoint[] = modules
  .flatMap((module) => module.routes ?? [])
  .map((route) => route.endpoint)
export const guarded = endpoints.filter(
  (endpoint) => !['public', 'visitor'].includes(endpoint.allow),
)
export const streams = new Set([conversations.stream.path])

/** A body that is right in form for what it is given; endpoints that take none, or nothing required, need no line. */
const bodies: Record<string, (id: string) => Record<string, unknown>> = {
  'PATCH /api/v1/workspace': () => ({ joinWindowHours: 72 }),
  'PATCH /api/v1/members/:id': () => ({ role: 'viewer' }),
  'POST /api/v1/invitations': () => ({ email: 'x@elsewhere.example', role: 'viewer' }),
  'POST /api/v1/teams': (id) => ({ name: `t-${id}`, memberIds: [id] }),
  'PATCH /api/v1/teams/:id': (id) => ({ name: 'renamed', memberIds: [id] }),
  'POST /api/v1/api-keys': () => ({ name: 'k' }),
  'POST /api/v1/labels': () => ({ name: 'mine' }),
  'PATCH /api/v1/labels/:id': () => ({ name: 'renamed' }),
  'POST /api/v1/files': () => ({}),
  'POST /api/v1/connections': () => ({ channel: 'web-chat', settings: {} }),
  'POST /api/v1/connections/test': (id) => ({ channel: 'web-chat', id, settings: {} }),
  'PATCH /api/v1/customers/:id': (id) => ({ name: 'taken', labelIds: [id] }),
  'PATCH /api/v1/customers/:id/fields': () => ({ fields: { company: 'taken' } }),
  'POST /api/v1/customers/:id/notes': () => ({ text: 'taken' }),
  'PATCH /api/v1/customer-notes/:noteId': () => ({ text: 'taken' }),
  'POST /api/v1/customers/:id/groups': (id) => ({ groupId: id }),
  'PATCH /api/v1/customer-groups/:groupId': () => ({ name: 'taken' }),
  'PUT /api/v1/custom-fields/:key': () => ({ titleEn: 'x', titleJa: 'x', type: 'text' }),
  'POST /api/v1/customers/:id/merge': (id) => ({ otherId: id }),
  'POST /api/v1/customers/:id/split': (id) => ({ identifierIds: [id] }),
  'POST /api/v1/conversations/:id/reply': (id) => ({ text: 'hello', threadId: id, fileIds: [id] }),
  'POST /api/v1/conversations/:id/notes': () => ({ text: 'hello' }),
  'POST /api/v1/conversations/:id/assign': (id) => ({ assigneeId: id, teamId: id }),
  'PUT /api/v1/conversations/:id/labels': (id) => ({ labelIds: [id] }),
  'POST /api/v1/conversations/:id/move': (id) => ({ threadIds: [id], messageIds: [id], toId: id }),
  'POST /api/v1/conversations/:id/presence': () => ({ state: 'viewing' }),
  'POST /api/v1/conversations/:id/actions/:key': () => ({ settings: {} }),
  'POST /api/v1/sources': () => ({ name: 's' }),
  'POST /api/v1/consent-purposes': () => ({ key: 'news', nameEn: 'News', nameJa: 'ニュース' }),
  'PUT /api/v1/consent-categories': (id) => ({ category: 'Advertising', purposeId: id }),
  'PUT /api/v1/consent-purposes/:id': () => ({ nameEn: 'News', nameJa: 'ニュース' }),
  'POST /api/v1/customers/:id/consents': (id) => ({
    purposeId: id,
    identifierId: id,
    channel: 'email',
    state: 'given',
  }),
  'POST /api/v1/privacy-requests': (id) => ({ kind: 'erasure', customerId: id }),
  'PATCH /api/v1/privacy-requests/:id': (id) => ({ customerId: id, assigneeId: id }),
  'POST /api/v1/customers/:id/copies': (id) => ({ language: 'ja', requestId: id }),
  'POST /api/v1/customers/:id/erase': (id) => ({ confirm: 'x', requestId: id }),
  'PUT /api/v1/retention': () => ({ name: 'visits', days: 1 }),
  'PATCH /api/v1/sources/:id': () => ({ name: 'renamed', rules: {} }),
  'POST /api/v1/sources/:id/preview': () => ({ rules: {} }),
  'POST /api/v1/sources/:id/rejected/replay': (id) => ({ ids: [id] }),
  'POST /api/v1/site-visitors/chat': (id) => ({ anonymousId: id, text: 'hello' }),
  'PATCH /api/v1/me': () => ({}),
  ...Object.fromEntries(
    ['orders', 'deliveries', 'returns', 'warranty-claims'].flatMap((name) => [
      [`PUT /api/v1/${name}/:externalId`, (id: string) => ({ customer: { customerId: id } })],
      [
        `POST /api/v1/${name}/bulk`,
        (id: string) => ({ rows: [{ externalId: id, customer: { customerId: id } }] }),
      ],
    ]),
  ),
}
export const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`

/** Whether it takes a body that `bodies` knows to fill. */
export const hasBody = (endpoint: Endpoint) => bodies[nameOf(endpoint)] !== undefined

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
/** What happened in the test is within. */
export const aYear = { from: day(-300), to: day(1) }

/** Reports and actions go by names. */
const keyFor = ({ path }: Endpoint) =>
  path.startsWith('/api/v1/reports') ? 'conversations-by-day' : 'resolve'

/** How any endpoint is called with an id in all the places that take one; lists are asked for these words. */
export const requestFor =
  (words: { search: string; identifier: string }) => (endpoint: Endpoint, id: string) => {
    const asked = { ...aYear, ...words, otherId: id }
    const query = endpoint.method === 'GET' ? `?${new URLSearchParams(asked)}` : ''
    const path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) =>
      name === 'key' ? keyFor(endpoint) : id,
    )
    const writes = !['GET', 'DELETE'].includes(endpoint.method)
    const upload = endpoint.path === '/api/v1/files' && writes
    return [
      path + (upload ? '?name=x' : query),
      {
        method: endpoint.method,
        ...(writes
          ? { body: upload ? 'bytes' : JSON.stringify(bodies[nameOf(endpoint)]?.(id) ?? {}) }
          : {}),
        headers: writes
          ? { 'content-type': upload ? 'application/octet-stream' : 'application/json' }
          : {},
      },
    ] as const
  }
