import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

/** What both ceremonies are checked against (WebAuthn Level 3, 7.1 and 7.2). */
export type Expected = { origin: string; rpId: string }

export type Ceremony = 'webauthn.create' | 'webauthn.get'

/** COSE numbers of ES256, EdDSA and RS256: what phones, keys and computers have. */
export const algorithms = [-7, -8, -257]

const bytesOf = (text: string) => Buffer.from(text, 'base64url')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

const present = 0x01
const verified = 0x04
const attested = 0x40

/** The challenge that a browser says it answers; undefined when it is about something or somebody else. */
export const readChallenge = (
  clientData: string,
  ceremony: Ceremony,
  { origin }: Expected,
): string | undefined => {
  try {
    const told = JSON.parse(bytesOf(clientData).toString('utf8')) as Record<string, unknown>
    const isOurs = told.type === ceremony && told.origin === origin && told.crossOrigin !== true
    return isOurs && typeof told.challenge === 'string' ? told.challenge : undefined
  } catch {
    return undefined
  }
}

type AuthenticatorData = { counter: number; credentialId: string | undefined }

/** Undefined unless made for this site by a person who was there and showed it (by finger, face or PIN). */
const readAuthenticatorData = (data: Buffer, { rpId }: Expected): AuthenticatorData | undefined => {
  if (data.length < 37 || !data.subarray(0, 32).equals(sha256(Buffer.from(rpId)))) return undefined
  const flags = data[32]!
  if (!(flags & present) || !(flags & verified)) return undefined
  const length = flags & attested && data.length >= 55 ? data.readUInt16BE(53) : 0
  const id = data.subarray(55, 55 + length)
  return {
    counter: data.readUInt32BE(33),
    credentialId: length > 0 && id.length === length ? id.toString('base64url') : undefined,
  }
}

const isUsable = ({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject) =>
  (type === 'ec' && details?.namedCurve === 'prime256v1') ||
  type === 'ed25519' ||
  (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048)

const readKey = (publicKey: string): KeyObject | undefined => {
  try {
    const key = createPublicKey({ key: bytesOf(publicKey), format: 'der', type: 'spki' })
    return isUsable(key) ? key : undefined
  } catch {
    return undefined
  }
}

/** The counter of a new credential; undefined when it cannot be used. We ask for no attestation, so there is none to check. */
export const readRegistration = (
  given: { id: string; authenticatorData: string; publicKey: string },
  expected: Expected,
): { counter: number } | undefined => {
  const data = readAuthenticatorData(bytesOf(given.authenticatorData), expected)
  if (!data || data.credentialId !== given.id || !readKey(given.publicKey)) return undefined
  return { counter: data.counter }
}

/**
 * The new counter, when the credential's owner signed. A counter that does not grow is a copy's; authenticators that
 * synchronise copies on purpose keep it at 0.
 */
export const readAssertion = (
  given: { clientData: string; authenticatorData: string; signature: string },
  stored: { publicKey: string; counter: number },
  expected: Expected,
): { counter: number } | undefined => {
  const bytes = bytesOf(given.authenticatorData)
  const data = readAuthenticatorData(bytes, expected)
  const key = readKey(stored.publicKey)
  if (!data || !key) return undefined
  const signed = Buffer.concat([bytes, sha256(bytesOf(given.clientData))])
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  if (!verify(hash, signed, key, bytesOf(given.signature))) return undefined
  const isCopy = (data.counter > 0 || stored.counter > 0) && data.counter <= stored.counter
  return isCopy ? undefined : { counter: data.counter }
}
