import { CallError } from '../../../../foundation/browser/client.ts'
import type { InputOf, OutputOf } from '../../../../foundation/shared/endpoint.ts'
import type {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  signInByPasskey,
} from '../../passkeys/contract.ts'

const toBytes = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))

const toText = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

/** Passkeys need a browser that has them, and an address with a name, over https or on this machine itself. */
export const hasPasskeys = () =>
  isSecureContext &&
  !/^[\d.]+$|:/.test(location.hostname) &&
  typeof PublicKeyCredential === 'function' &&
  'getPublicKey' in (globalThis.AuthenticatorAttestationResponse?.prototype ?? {})

/** Asks the person for a new passkey; undefined when they would rather not. */
export const makePasskey = async (
  { challenge, rpId, userId, email, algorithms, exclude }: OutputOf<typeof beginPasskey>,
  name: string,
): Promise<InputOf<typeof addPasskey> | undefined> => {
  const made = (await navigator.credentials
    .create({
      publicKey: {
        challenge: toBytes(challenge),
        rp: { id: rpId, name: 'Engawa' },
        user: { id: toBytes(userId), name: email, displayName: email },
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
        excludeCredentials: exclude.map((id) => ({ type: 'public-key' as const, id: toBytes(id) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    })
    .catch(refused)) as PublicKeyCredential | null | undefined
  if (!made) return undefined
  const response = made.response as AuthenticatorAttestationResponse
  return {
    id: made.id,
    name,
    clientData: toText(response.clientDataJSON),
    authenticatorData: toText(response.getAuthenticatorData()),
    publicKey: toText(response.getPublicKey() ?? new ArrayBuffer(0)),
    transports: response.getTransports(),
  }
}

/** Asks the person for one of their passkeys; undefined when they would rather not. */
export const askForPasskey = async ({
  challenge,
  rpId,
}: OutputOf<typeof beginPasskeySignIn>): Promise<InputOf<typeof signInByPasskey> | undefined> => {
  const used = (await navigator.credentials
    .get({ publicKey: { challenge: toBytes(challenge), rpId, userVerification: 'required' } })
    .catch(refused)) as PublicKeyCredential | null | undefined
  if (!used) return undefined
  const response = used.response as AuthenticatorAssertionResponse
  return {
    id: used.id,
    clientData: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
  }
}

/** A person's no is no error; a page at another address than the server's own is one, and says so. */
const refused = (error: Error) => {
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') return undefined
  const code = error.name === 'SecurityError' ? 'passkey.other_address' : 'passkey.refused'
  throw new CallError({ code, status: 0 })
}
