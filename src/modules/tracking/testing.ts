import type { Caller } from '../../foundation/testing/caller.ts'
import type { TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as customers from '../customers/contract.ts'
import * as contract from './contract.ts'

export type Site = Awaited<ReturnType<typeof openSite>>

/** A source of its own, and what its events became. */
export const openSite = async (
  { url, admin, services, workspaceId }: TestServer,
  name = 'shop',
  /** Null: one of its own. */
  shop?: string | null,
) => {
  const made = await admin.call(contract.createSource, { name, ...(shop ? { shop } : {}) })
  const source =
    shop === null ? await admin.call(contract.updateSource, { id: made.id, shop: made.id }) : made
  const basic = `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}`
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization: basic, 'content-type': 'application/json', ...headers },
      body: isRaw(body) ? body : JSON.stringify(body),
    })
  return {
    ...source,
    post,
    /** Sends with the write key and expects it to be taken. */
    send: async (path: string, body: unknown, headers: Record<string, string> = {}) => {
      const response = await post(path, body, headers)
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    },
    events: () =>
      services.db
        .selectFrom('tracked_event')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('source_id', '=', source.id)
        .orderBy('number')
        .execute(),
    rejected: async () =>
      (await admin.call(contract.listRejectedEvents, { id: source.id, limit: 200 })).data,
    counts: async () => {
      const { data } = await admin.call(contract.listSources, { limit: 200 })
      const { accepted, duplicate, rejected } = data.find(({ id }) => id === source.id)!
      return { accepted, duplicate, rejected }
    },
  }
}

/** A page view of one device. */
export const page = (messageId: string, more: object = {}) => ({
  type: 'page',
  messageId,
  anonymousId: 'device-1',
  name: 'Home',
  ...more,
})

export const codeOf = async (response: Response) =>
  ((await response.json()) as { code: string }).code

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array

/** The one customer with this identifier, once there is one. */
export const waitForCustomer = (admin: Caller, identifier: string) =>
  waitFor(`a customer ${identifier}`, async () => {
    const { data } = await admin.call(customers.listCustomers, { identifier })
    return data.length === 1 && data[0]
  })

/** The reader has taken everything that is stored. */
export const waitUntilFollowed = ({ services }: Pick<TestServer, 'services'>) =>
  waitFor('tracked events to be followed', async () => {
    const last = await services.db
      .selectFrom('tracked_event')
      .select(({ fn }) => fn.max('number').as('number'))
      .executeTakeFirst()
    const place = await services.db
      .selectFrom('reader')
      .select('number')
      .where('name', '=', 'tracked-visits')
      .executeTakeFirst()
    return Number(place?.number ?? 0) >= Number(last?.number ?? 0)
  })
