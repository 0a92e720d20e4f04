import type { Caller } from '../../foundation/testing/caller.ts'
import * as contract from './contract.ts'

let purposes = 0

export const sender = {
  nameEn: 'Engawa Shop Inc.',
  nameJa: '株式会社えんがわ商店',
  addressEn: '1-2-3 Kanda, Chiyoda-ku, Tokyo',
  addressJa: '東京都千代田区神田1-2-3',
  contact: 'privacy@shop.example',
}

export const newsletter = (doubleOptIn = false) => ({
  key: `newsletter-${++purposes}`,
  nameEn: 'Newsletter',
  nameJa: 'メールマガジン',
  wordingEn: 'Send me the newsletter.',
  wordingJa: 'メールマガジンの配信を希望します。',
  doubleOptIn,
})

/** Everything that marketing to this customer needs: a purpose, their word, and who sends it. The purpose's id. */
export const allowMarketing = async (admin: Caller, customerId: string, channel: string) => {
  const { id: purposeId } = await admin.call(contract.createPurpose, newsletter())
  await admin.call(contract.putSender, sender)
  await admin.call(contract.recordConsent, { id: customerId, purposeId, channel, state: 'given' })
  return purposeId
}
