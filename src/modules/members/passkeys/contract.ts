import { z } from 'zod'
import { endpoint, none, time } from '../../../foundation/shared/endpoint.ts'

/** Bytes as base64url, as WebAuthn has them in JSON. */
const bytes = z
  .string()
  .min(1)
  .max(4000)
  .regex(/^[\w-]+$/)
const credentialId = z
  .string()
  .min(1)
  .max(1400)
  .regex(/^[\w-]+$/)

export const Passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: time,
  lastUsedAt: time.nullable(),
})

export const listPasskeys = endpoint({
  method: 'GET',
  path: '/api/v1/me/passkeys',
  allow: 'signed-in',
  summary: "One's own passkeys",
  input: none,
  output: z.object({ data: z.array(Passkey) }),
})
/** Errors: `password.wrong`, `passkey.too_many`. */
export const beginPasskey = endpoint({
  method: 'POST',
  path: '/api/v1/me/passkeys/challenge',
  allow: 'signed-in',
  summary: 'What an authenticator needs to make a passkey',
  input: z.object({ password: z.string().max(200) }),
  output: z.object({
    challenge: z.string(),
    rpId: z.string(),
    userId: z.string(),
    email: z.string(),
    algorithms: z.array(z.number().int()),
    exclude: z.array(z.string()),
  }),
})
/** Errors: `passkey.refused`. */
export const addPasskey = endpoint({
  method: 'POST',
  path: '/api/v1/me/passkeys',
  allow: 'signed-in',
  audits: ['passkey.added'],
  summary: 'Takes a new passkey into use',
  input: z.object({
    id: credentialId,
    name: z.string().trim().min(1).max(80),
    clientData: bytes,
    authenticatorData: bytes,
    publicKey: bytes,
    transports: z.array(z.string().max(30)).max(10),
  }),
  output: Passkey,
})
/** Errors: `passkey.missing`. */
export const renamePasskey = endpoint({
  method: 'PATCH',
  path: '/api/v1/me/passkeys/:id',
  allow: 'signed-in',
  summary: 'Calls a passkey something else',
  input: z.object({ id: credentialId, name: z.string().trim().min(1).max(80) }),
  output: Passkey,
})
/** Errors: `passkey.missing`. */
export const removePasskey = endpoint({
  method: 'DELETE',
  path: '/api/v1/me/passkeys/:id',
  allow: 'signed-in',
  audits: ['passkey.removed'],
  summary: 'Ends a passkey',
  input: z.object({ id: credentialId }),
  output: none,
})

export const beginPasskeySignIn = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in/passkey/challenge',
  allow: 'public',
  summary: 'What a passkey has to sign',
  input: none,
  output: z.object({ challenge: z.string(), rpId: z.string() }),
})
/** In place of password and code. Errors: `passkey.refused`, `sign_in.too_many`. */
export const signInByPasskey = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in/passkey',
  allow: 'public',
  audits: ['sign_in.succeeded', 'sign_in.failed'],
  summary: 'Starts a sign-in session by a passkey',
  input: z.object({
    id: credentialId,
    clientData: bytes,
    authenticatorData: bytes,
    signature: bytes,
  }),
  output: none,
})
