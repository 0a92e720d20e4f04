import DKIM from 'nodemailer/lib/dkim'
import type { SigningKey } from '../channel.ts'
import { domainOf } from './own.ts'
import type { EmailSettings } from './settings.ts'

/**
 * Without a field a receiver may be shown another one; those of a list by which one unsubscribes must be signed
 * (RFC 8058 §4).
 */
const fields = [
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding',
  'In-Reply-To:References:Auto-Submitted:List-Id:List-Help:List-Unsubscribe:List-Unsubscribe-Post',
].join(':')

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
    headerFieldNames: fields,
  })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(mail)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
