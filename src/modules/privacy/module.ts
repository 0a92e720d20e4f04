import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addRetention } from '../../foundation/server/retention.ts'
import { addPersonalData } from '../customers/index.ts'
import * as contract from './contract.ts'
import { downloadPersonCopy, listPersonCopies, makeCopy, makePersonCopy } from './copies/copies.ts'
import { forgetParted } from './copies/forget-parted.ts'
import { applyTombstones } from './erasure/apply-tombstones.ts'
import { eraseCustomer, listErasures, previewErasure } from './erasure/erase-customer.ts'
import { erasePerson } from './erasure/erase-person.ts'
import { auditOfPerson, requestsOfPerson, suppressionsOfPerson } from './kinds.ts'
import { createPrivacyRequest, updatePrivacyRequest } from './requests/change-requests.ts'
import { requestRetention } from './requests/forget-requests.ts'
import {
  countPrivacyRequests,
  getPrivacyRequest,
  listPrivacyRequests,
} from './requests/read-requests.ts'
import { handlers } from './requests/remind.ts'
import { getPrivacySettings, putPrivacySettings } from './requests/settings.ts'
import { listRetention, previewRetention, putRetention } from './retention/retention.ts'
import { keepPrivacy } from './retention/sweep.ts'
import { unreadMailsOfPerson } from './unread/unread-mails.ts'

addPersonalData(suppressionsOfPerson)
addPersonalData(requestsOfPerson)
addPersonalData(unreadMailsOfPerson)
addPersonalData(auditOfPerson)
addRetention(requestRetention)

export const privacyModule: Module = {
  name: 'privacy',
  tables: [
    'privacy_request',
    'privacy_reminder',
    'privacy_settings',
    'person_copy',
    'erasure',
    'retention',
  ],
  routes: [
    route(contract.listPrivacyRequests, listPrivacyRequests),
    route(contract.countPrivacyRequests, countPrivacyRequests),
    route(contract.createPrivacyRequest, createPrivacyRequest),
    route(contract.getPrivacyRequest, getPrivacyRequest),
    route(contract.updatePrivacyRequest, updatePrivacyRequest),
    route(contract.getPrivacySettings, getPrivacySettings),
    route(contract.putPrivacySettings, putPrivacySettings),
    route(contract.makePersonCopy, makePersonCopy),
    route(contract.listPersonCopies, listPersonCopies),
    route(contract.downloadPersonCopy, downloadPersonCopy),
    route(contract.previewErasure, previewErasure),
    route(contract.eraseCustomer, eraseCustomer),
    route(contract.listErasures, listErasures),
    route(contract.listRetention, listRetention),
    route(contract.putRetention, putRetention),
    route(contract.previewRetention, previewRetention),
  ],
  jobs: [makeCopy, erasePerson, applyTombstones],
  readers: [forgetParted],
  loops: [{ name: 'privacy-upkeep', start: keepPrivacy }],
  permissions: {
    'privacy.read': ['admin', 'agent'],
    'privacy.manage': handlers,
    'privacy.settings': ['admin'],
    'privacy.copy': ['admin'],
    'privacy.erase': ['admin'],
    'retention.manage': ['admin'],
  },
}
