import type { TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as consents from '../../../modules/consents/contract.ts'
import * as privacy from '../../../modules/privacy/contract.ts'

/** What a customer agreed to, and asks about their records: a purpose, words, a late request. The request's id. */
export const fillPrivacy = async ({ admin }: TestServer, customerId: string) => {
  const { id: purposeId } = await admin.call(consents.createPurpose, {
    key: 'newsletter',
    nameEn: 'Newsletter',
    nameJa: 'メールマガジン',
    descriptionEn: 'New tea, once a month',
    descriptionJa: '月に1回、新茶のご案内',
    wordingEn: 'Send me the newsletter. I can stop it at any time.',
    wordingJa: 'メールマガジンの配信を希望します。いつでも停止できます。',
    doubleOptIn: false,
  })
  await admin.call(consents.putSender, {
    nameEn: 'Engawa Shop Inc.',
    nameJa: '株式会社えんがわ商店',
    addressEn: '1-2-3 Kanda, Chiyoda-ku, Tokyo',
    addressJa: '東京都千代田区神田1-2-3',
    contact: '03-1234-5678',
  })
  const said = { id: customerId, purposeId, note: '申込書' }
  await admin.call(consents.recordConsent, { ...said, channel: 'email', state: 'given' })
  await admin.call(consents.recordConsent, { ...said, channel: 'phone', state: 'refused' })
  await admin.call(consents.addTransmission, {
    recipient: 'Maps Ltd',
    whatEn: 'IP address and the place that is shown',
    whatJa: 'IPアドレス、表示した場所',
    purposeEn: 'To show where the shop is',
    purposeJa: '店舗の地図の表示のため',
    url: 'https://maps.example/privacy',
  })
  const { id } = await admin.call(privacy.createPrivacyRequest, {
    kind: 'disclosure',
    customerId,
    requester: '佐藤 美咲',
    contact: 'misaki@customer.example',
    details: '私について持っている情報をすべて開示してください。',
    receivedOn: '2026-01-05',
  })
  await admin.call(privacy.createPrivacyRequest, { kind: 'erasure', requester: 'Emma Berg' })
  return id
}
