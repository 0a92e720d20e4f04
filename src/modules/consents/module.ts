import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addRetention } from '../../foundation/server/retention.ts'
import { addBelongings, addPersonalData, addTimelineSource } from '../customers/index.ts'
import * as contract from './contract.ts'
import { listConsents } from './list-consents.ts'
import { pagesPlugin } from './pages/plugin.ts'
import { consentsOfPerson, countConsents } from './personal.ts'
import { deviceConsentsOfPerson } from './personal-devices.ts'
import { createPurpose, listPurposes, removePurpose, updatePurpose } from './purposes.ts'
import { recordConsent } from './record-consent.ts'
import { consentRetention } from './retention.ts'
import { getSender, putSender } from './sender.ts'
import { signUpPlugin } from './sign-up/plugin.ts'
import { listConsentsOf } from './timeline.ts'
import { listCategories, putCategory } from './tracked/categories.ts'
import { followDevices } from './tracked/follow-devices.ts'
import {
  addTransmission,
  listTransmissions,
  removeTransmission,
  updateTransmission,
} from './transmissions.ts'

addTimelineSource(listConsentsOf)
addBelongings(countConsents)
addPersonalData(consentsOfPerson)
addPersonalData(deviceConsentsOfPerson)
addRetention(consentRetention)

export const consentsModule: Module = {
  name: 'consents',
  tables: [
    'consent_purpose',
    'consent_wording',
    'consent',
    'consent_category',
    'device_consent',
    'marketing_sender',
    'transmission',
  ],
  routes: [
    route(contract.listPurposes, listPurposes),
    route(contract.createPurpose, createPurpose),
    route(contract.updatePurpose, updatePurpose),
    route(contract.removePurpose, removePurpose),
    route(contract.listConsents, listConsents),
    route(contract.recordConsent, recordConsent),
    route(contract.listConsentCategories, listCategories),
    route(contract.putConsentCategory, putCategory),
    route(contract.getSender, getSender),
    route(contract.putSender, putSender),
    route(contract.listTransmissions, listTransmissions),
    route(contract.addTransmission, addTransmission),
    route(contract.updateTransmission, updateTransmission),
    route(contract.removeTransmission, removeTransmission),
  ],
  plugins: [pagesPlugin, signUpPlugin],
  readers: [followDevices],
  permissions: {
    'consent.read': ['admin', 'agent', 'viewer'],
    'consent.record': ['admin', 'agent'],
    'consent.manage': ['admin'],
  },
}
