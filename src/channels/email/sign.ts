import DKIM from 'nodemailer/lib/dkim'
import type { SigningKey } from '../channel.ts'
import { domainOf } from './own.ts'
import type { EmailSettings } from './settings.ts'

/** As it is without a key of the very domain in From: one of another would vouch for nothing (RFC 7489 §3.1.1). */
export const signMail = async (
  { address }: EmailSettings,
  mail: Buffer,
  key: SigningKey | undefined,
): Promise<Buffer> => {
  if (!key || key.domain !== domainOf(address)) return mail
  const signer = new DKIM({
    domainName: key.domain,
    keySelector: key.selector,
    privateKey: key.privateKey,
  })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(mail)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
