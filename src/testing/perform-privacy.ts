import type { Endpoint } from '../foundation/shared/endpoint.ts'
import type { TestServer } from '../foundation/testing/start-test-server.ts'
import { waitFor } from '../foundation/testing/wait-for.ts'
import * as consents from '../modules/consents/contract.ts'
import * as privacy from '../modules/privacy/contract.ts'
import { nameOf } from './ask-everything.ts'

/** How what is agreed to, asked for and erased leaves its lines: a part of `performAudited`. */
export const performPrivacy = ({ admin }: TestServer, customerId: string) => {
  const words = { nameEn: 'News', nameJa: 'ニュース', doubleOptIn: false }
  const what = { whatEn: 'IP', whatJa: 'IP', purposeEn: 'Maps', purposeJa: '地図' }
  const purposes = async () => (await admin.call(consents.listPurposes, {})).data
  const purposeId = async () => (await purposes()).at(-1)!.id
  let requestId = ''
  const act = (endpoint: Endpoint, run: () => Promise<unknown>) => [nameOf(endpoint), run] as const
  return [
    act(consents.createPurpose, () =>
      admin.call(consents.createPurpose, { key: 'news', ...words }),
    ),
    act(consents.updatePurpose, async () =>
      admin.call(consents.updatePurpose, { id: await purposeId(), ...words }),
    ),
    act(consents.putConsentCategory, () =>
      admin.call(consents.putConsentCategory, { category: 'Advertising' }),
    ),
    act(consents.recordConsent, async () =>
      admin.call(consents.recordConsent, {
        id: customerId,
        purposeId: await purposeId(),
        channel: 'phone',
        state: 'given',
      }),
    ),
    act(consents.removePurpose, async () =>
      admin.call(consents.removePurpose, { id: await purposeId() }),
    ),
    act(consents.putSender, () =>
      admin.call(consents.putSender, {
        nameEn: 'Shop',
        nameJa: '店',
        addressEn: 'Tokyo',
        addressJa: '東京',
        contact: 'x@shop.example',
      }),
    ),
    act(consents.addTransmission, () =>
      admin.call(consents.addTransmission, { recipient: 'Maps', ...what }),
    ),
    act(consents.updateTransmission, async () => {
      const { data } = await admin.call(consents.listTransmissions, {})
      const id = data.findLast((one) => one.id)!.id!
      await admin.call(consents.updateTransmission, { id, recipient: 'More maps', ...what })
    }),
    act(consents.removeTransmission, async () => {
      const { data } = await admin.call(consents.listTransmissions, {})
      await admin.call(consents.removeTransmission, { id: data.findLast(({ id }) => id)!.id! })
    }),
    act(privacy.createPrivacyRequest, async () => {
      requestId = (await admin.call(privacy.createPrivacyRequest, { kind: 'disclosure' })).id
    }),
    act(privacy.updatePrivacyRequest, () =>
      admin.call(privacy.updatePrivacyRequest, { id: requestId, state: 'working' }),
    ),
    act(privacy.putPrivacySettings, () =>
      admin.call(privacy.putPrivacySettings, { deadlineDays: 10, workingDays: true, holidays: [] }),
    ),
    act(privacy.putRetention, () =>
      admin.call(privacy.putRetention, { name: 'visits', days: 1000 }),
    ),
    act(privacy.makePersonCopy, () =>
      admin.call(privacy.makePersonCopy, { id: customerId, language: 'ja' }),
    ),
    act(privacy.downloadPersonCopy, async () => {
      const [copy] = await waitFor('the copy', async () => {
        const { data } = await admin.call(privacy.listPersonCopies, { id: customerId })
        return data[0]?.state === 'ready' && data
      })
      await (await admin.fetch(`/api/v1/person-copies/${copy!.id}/file`)).arrayBuffer()
    }),
    act(privacy.eraseCustomer, async () => {
      const { confirm } = await admin.call(privacy.previewErasure, { id: customerId })
      await admin.call(privacy.eraseCustomer, { id: customerId, confirm })
    }),
  ]
}
