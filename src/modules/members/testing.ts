import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import type { Role } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'
import type { Endpoint } from '../../foundation/shared/endpoint.ts'
import { createWorkspace } from '../workspaces/index.ts'
import { addMember } from './change-members.ts'
import * as contract from './contract.ts'
import { createAccount, findAccount } from './sign-in/accounts.ts'

export type Answer = {
  status: number
  body: Record<string, unknown> & { code?: string }
  headers: Headers
}

/** Calls as a browser does: keeps cookies, sends what it is given, and shows whatever comes back. */
export const openClient = (url: string, always: Record<string, string> = {}) => {
  const cookies = new Map<string, string>()
  const call = async (
    endpoint: Endpoint,
    input: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const rest = { ...input }
    const path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) => {
      const value = String(rest[name])
      delete rest[name]
      return encodeURIComponent(value)
    })
    const hasBody = !['GET', 'DELETE'].includes(endpoint.method)
    const query = hasBody ? '' : `?${new URLSearchParams(rest as Record<string, string>)}`
    const response = await fetch(`${url}${path}${query}`, {
      method: endpoint.method,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...always,
        ...headers,
      },
      ...(hasBody ? { body: JSON.stringify(rest) } : {}),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value) cookies.set(name!, value)
      else cookies.delete(name!)
    }
    const body = (await response.json()) as Answer['body']
    return { status: response.status, body, headers: response.headers }
  }
  return { call, cookies }
}

export type Client = ReturnType<typeof openClient>

const password = 'correct horse battery'
let addresses = 0

/**
 * A member with an account, made without an invitation. `password` is that of all of them; `at` is a network
 * address of their own, so that no two of a test share a limit.
 */
export const makeMember = async (
  services: Services,
  workspaceId: string,
  email: string,
  role: Role,
) => {
  const name = email.split('@')[0]!
  const id = await inTransaction(systemContext(services, workspaceId, 'test'), async (ctx) => {
    const accountId =
      (await findAccount(ctx.db, email)) ?? (await createAccount(ctx, { email, name, password }))
    return addMember(ctx, { name, email, role, accountId })
  })
  addresses += 1
  return { id, email, password, at: { 'x-forwarded-for': `198.18.0.${addresses}` } }
}

/** Another workspace with an admin of its own. */
export const makeWorkspace = async (services: Services, adminEmail: string) => {
  const workspaceId = await makeTestWorkspace(services)
  return { workspaceId, admin: await makeMember(services, workspaceId, adminEmail, 'admin') }
}

/** A client that this person has signed in with. */
export const signInAs = async (
  url: string,
  person: { email: string; password: string; at?: Record<string, string> },
  headers: Record<string, string> = {},
) => {
  const client = openClient(url, { ...person.at, ...headers })
  const { email, password } = person
  const { body, status } = await client.call(contract.signIn, { email, password })
  if (status !== 200) throw new Error(`sign-in answered ${body.code}`)
  return client
}

/** The error's code, or the status when it went well. */
export const answer = async (
  client: Client,
  endpoint: Endpoint,
  input: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) => {
  const { status, body } = await client.call(endpoint, input, headers)
  return body.code ?? status
}

/** What a link of ours carries. */
export const tokenOf = (link: unknown) => String(link).split('/').at(-1)

/** The workspace that a test server begins with. */
export const makeTestWorkspace = async (services: Services): Promise<string> => {
  const { workspace } = await inTransaction(systemContext(services, '', 'test'), (ctx) =>
    createWorkspace(ctx, { name: '縁側商店 Engawa Shop', locale: 'ja', timeZone: 'Asia/Tokyo' }),
  )
  return workspace.id
}
