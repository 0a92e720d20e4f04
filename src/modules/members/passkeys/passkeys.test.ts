import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as contract from '../contract.ts'
import { codeFrom, newMember, withPassword } from '../second-factor/testing.ts'
import { type Client, openClient, signInAs } from '../testing.ts'
import * as passkeys from './contract.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const text = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()

type Told = { type: string; challenge: string; origin?: string; crossOrigin?: boolean }
type Lie = {
  origin?: string
  type?: string
  crossOrigin?: boolean
  rpId?: string
  flags?: number
  counter?: number
}

/** An authenticator in software; `lie` has it do what a good one would not. */
const openAuthenticator = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = sha256(publicKey.export({ format: 'der', type: 'spki' }))
  let count = 0
  const origin = new URL(server.services.publicUrl).origin
  const clientData = (told: Told) => text(JSON.stringify({ origin, crossOrigin: false, ...told }))
  const data = (flags: number, { rpId = 'localhost', counter = ++count }: Lie) => {
    const head = Buffer.alloc(37)
    sha256(rpId).copy(head)
    head[32] = flags
    head.writeUInt32BE(counter, 33)
    return head
  }
  return {
    id: text(id),
    register: (challenge: string, lie: Lie = {}) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([data(lie.flags ?? 0x45, lie), Buffer.alloc(16), length, id])
      return {
        id: text(id),
        name: 'Laptop',
        clientData: clientData({ type: 'webauthn.create', challenge, ...told(lie) }),
        authenticatorData: text(attested),
        publicKey: text(publicKey.export({ format: 'der', type: 'spki' })),
        transports: ['internal'],
      }
    },
    sign: (challenge: string, lie: Lie = {}) => {
      const client = clientData({ type: 'webauthn.get', challenge, ...told(lie) })
      const bytes = data(lie.flags ?? 0x05, lie)
      const signed = Buffer.concat([bytes, sha256(Buffer.from(client, 'base64url'))])
      const signature = createSign('sha256').update(signed).sign(privateKey)
      return {
        id: text(id),
        clientData: client,
        authenticatorData: text(bytes),
        signature: text(signature),
      }
    },
  }
}
const told = ({ origin, type, crossOrigin }: Lie) => ({
  ...(origin ? { origin } : {}),
  ...(type ? { type } : {}),
  ...(crossOrigin === undefined ? {} : { crossOrigin }),
})

const challengeFor = async (client: Client) =>
  String((await client.call(passkeys.beginPasskeySignIn)).body.challenge)

const withPasskey = async () => {
  const member = await newMember(server)
  const desk = await signInAs(server.url, member)
  const authenticator = openAuthenticator()
  const { body } = await desk.call(passkeys.beginPasskey, { password: member.password })
  const added = await codeFrom(
    desk,
    passkeys.addPasskey,
    authenticator.register(String(body.challenge)),
  )
  expect(added).toBe(200)
  return { member, desk, authenticator, client: openClient(server.url, member.at) }
}

test('a passkey signs in without password and code, and ends when it is removed', async () => {
  const { member, desk, authenticator, client } = await withPasskey()
  const challenge = await challengeFor(client)
  const answer = authenticator.sign(challenge)
  expect(await codeFrom(client, passkeys.signInByPasskey, answer)).toBe(200)
  expect((await client.call(contract.getMe)).body.member).toMatchObject({ id: member.id })
  expect(await codeFrom(client, passkeys.signInByPasskey, answer)).toBe('passkey.refused')
  const { body } = await desk.call(passkeys.listPasskeys)
  expect(body.data).toMatchObject([{ id: authenticator.id, name: 'Laptop' }])
  expect((body.data as { lastUsedAt: string }[])[0]!.lastUsedAt).not.toBeNull()

  const name = '会社のノートPC'
  expect(await codeFrom(desk, passkeys.renamePasskey, { id: authenticator.id, name })).toBe(200)
  expect((await desk.call(passkeys.listPasskeys)).body.data).toMatchObject([{ name }])

  // Where a second factor is asked for, a passkey is as good, in a session that it began.
  const require = (secondFactorRequired: boolean) =>
    server.services.db
      .updateTable('workspace')
      .set({ second_factor_required: secondFactorRequired })
      .execute()
  await require(true)
  expect(await codeFrom(client, contract.getMe)).toBe(200)
  expect(await codeFrom(desk, contract.getMe)).toBe('second_factor.enrol')
  await require(false)

  const other = await signInAs(server.url, await newMember(server, 'admin'))
  const stolen = { id: authenticator.id, name: 'mine' }
  expect(await codeFrom(other, passkeys.renamePasskey, stolen)).toBe('passkey.missing')
  expect(await codeFrom(other, passkeys.removePasskey, { id: authenticator.id })).toBe(
    'passkey.missing',
  )
  expect(await codeFrom(desk, passkeys.removePasskey, { id: authenticator.id })).toBe(200)
  const late = authenticator.sign(await challengeFor(client))
  expect(await codeFrom(client, passkeys.signInByPasskey, late)).toBe('passkey.refused')
  const { rows } = await sql<{ act: string }>`select act from audit_entry
    where object_id = ${member.id} and act like 'passkey.%' order by at`.execute(server.services.db)
  expect(rows.map(({ act }) => act)).toEqual(['passkey.added', 'passkey.removed'])
})

test('what is not signed for this site, now, by a person who showed it, signs nobody in', async () => {
  const { authenticator, client } = await withPasskey()
  const lies: Lie[] = [
    { origin: 'https://engawa.evil.example' },
    { type: 'webauthn.create' },
    { crossOrigin: true },
    { rpId: 'evil.example' },
    { flags: 0x01 },
    { flags: 0x04 },
    { counter: 0 },
  ]
  for (const lie of lies) {
    const answer = authenticator.sign(await challengeFor(client), lie)
    expect([lie, await codeFrom(client, passkeys.signInByPasskey, answer)]).toEqual([
      lie,
      'passkey.refused',
    ])
  }
  const made = authenticator.sign('x'.repeat(43))
  expect(await codeFrom(client, passkeys.signInByPasskey, made)).toBe('passkey.refused')
  const changed = authenticator.sign(await challengeFor(client))
  const bytes = Buffer.from(changed.authenticatorData, 'base64url')
  bytes.writeUInt32BE(9999, 33)
  const forged = { ...changed, authenticatorData: text(bytes) }
  expect(await codeFrom(client, passkeys.signInByPasskey, forged)).toBe('passkey.refused')
  const another = openAuthenticator().sign(await challengeFor(client))
  expect(await codeFrom(client, passkeys.signInByPasskey, another)).toBe('passkey.refused')
  const borrowed = { ...openAuthenticator().sign(await challengeFor(client)), id: authenticator.id }
  expect(await codeFrom(client, passkeys.signInByPasskey, borrowed)).toBe('passkey.refused')
  expect(await codeFrom(client, contract.getMe)).toBe('auth.required')
  const right = authenticator.sign(await challengeFor(client))
  expect(await codeFrom(client, passkeys.signInByPasskey, right)).toBe(200)
})

test('a copy that counts behind the first is found out, also at the same moment', async () => {
  const { authenticator, client } = await withPasskey()
  const [one, two] = [await challengeFor(client), await challengeFor(client)]
  const answers = await Promise.all([
    codeFrom(client, passkeys.signInByPasskey, authenticator.sign(one, { counter: 7 })),
    codeFrom(client, passkeys.signInByPasskey, authenticator.sign(two, { counter: 7 })),
  ])
  expect(answers.sort()).toEqual([200, 'passkey.refused'])
  const behind = authenticator.sign(await challengeFor(client), { counter: 6 })
  expect(await codeFrom(client, passkeys.signInByPasskey, behind)).toBe('passkey.refused')
})

test('a new passkey takes the password, its own challenge, and an id that nobody has', async () => {
  const { member, desk, authenticator } = await withPasskey()
  expect(await codeFrom(desk, passkeys.beginPasskey, { password: 'not this one' })).toBe(
    'password.wrong',
  )
  const mine = async () =>
    String((await desk.call(passkeys.beginPasskey, { password: member.password })).body.challenge)
  const add = (input: ReturnType<typeof authenticator.register>) =>
    codeFrom(desk, passkeys.addPasskey, input)
  expect(await add(authenticator.register(await mine()))).toBe('passkey.refused')
  const fresh = openAuthenticator()
  expect(await add(fresh.register(await challengeFor(desk)))).toBe('passkey.refused')
  expect(await add({ ...fresh.register(await mine()), id: text('another') })).toBe(
    'passkey.refused',
  )
  expect(await add({ ...fresh.register(await mine()), publicKey: text('no key') })).toBe(
    'passkey.refused',
  )
  expect(await add(fresh.register(await mine(), { flags: 0x41 }))).toBe('passkey.refused')
  expect(await add(fresh.register(await mine(), { origin: 'https://evil.example' }))).toBe(
    'passkey.refused',
  )
  expect(await add(fresh.register(await mine()))).toBe(200)

  // A challenge for a new passkey is no challenge for signing in.
  const client = openClient(server.url, member.at)
  expect(await codeFrom(client, passkeys.signInByPasskey, fresh.sign(await mine()))).toBe(
    'passkey.refused',
  )
  expect((await withPassword(server, member)).next).toBe('inside')
})
