import { sql } from 'kysely'
import type { Role } from '../../../foundation/server/module.ts'
import type { TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as contract from '../contract.ts'
import { type Client, makeMember, openClient, signInAs } from '../testing.ts'
import * as second from './contract.ts'
import { codeAt, stepAt } from './totp.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const fromBase32 = (text: string) => {
  const bits = [...text.replace(/\s/g, '')].map((one) =>
    letters.indexOf(one).toString(2).padStart(5, '0'),
  )
  return Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  )
}

/** What the telephone shows for a secret as it was typed into it; `drift` steps of 30 s away. */
export const codeOf = (secret: string, drift = 0) =>
  codeAt(fromBase32(secret), stepAt(new Date()) + drift)

/** The error's code, or the status when it went well. */
export const codeFrom = async (
  client: Client,
  endpoint: Parameters<Client['call']>[0],
  input: Record<string, unknown> = {},
) => {
  const { status, body } = await client.call(endpoint, input)
  return body.code ?? status
}

/** As if the codes so far were of long ago. */
export const forgetSteps = ({ services }: TestServer) =>
  sql`update auth.second_factor set last_step = 0`.execute(services.db)

let people = 0
export const newMember = ({ services, workspaceId }: TestServer, role: Role = 'agent') => {
  people += 1
  return makeMember(services, workspaceId, `two-step${people}@example.com`, role)
}

/** A member with a second factor, and the browser in which it was set up. */
export const enrol = async (server: TestServer, role: Role = 'agent') => {
  const member = await newMember(server, role)
  const desk = await signInAs(server.url, member)
  const { body } = await desk.call(second.beginSecondFactor, { password: member.password })
  const secret = String(body.secret)
  const confirmed = await desk.call(second.confirmSecondFactor, { code: codeOf(secret, -1) })
  return { member, desk, secret, recovery: confirmed.body.recoveryCodes as string[] }
}

/** As far as the password leads. */
export const withPassword = async (
  { url }: TestServer,
  { email, password, at }: { email: string; password: string; at: Record<string, string> },
) => {
  const client = openClient(url, at)
  const { body } = await client.call(contract.signIn, { email, password })
  return { client, next: body.next }
}
