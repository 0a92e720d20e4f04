import { route } from '../../../foundation/server/http/route.ts'
import { addPersonalData } from '../personal-data.ts'
import { addTimelineSource } from '../timeline.ts'
import { changeFields } from './change-fields.ts'
import * as contract from './contract.ts'
import { listCustomFields, removeCustomField, saveCustomField } from './custom-fields.ts'
import { listCustomerFiles } from './files.ts'
import { getProfile } from './get-profile.ts'
import { getGroup, linkGroup, listGroups, renameGroup, unlinkGroup } from './groups.ts'
import {
  addCustomerNote,
  changeCustomerNote,
  listNotes,
  listNotesOf,
  pinCustomerNote,
  removeCustomerNote,
} from './notes.ts'
import { groupsOfPerson, notesOfPerson } from './personal.ts'

addTimelineSource(listNotesOf)
addPersonalData(notesOfPerson)
addPersonalData(groupsOfPerson)

export const profileRoutes = [
  route(contract.getProfile, getProfile),
  route(contract.changeFields, changeFields),
  route(contract.listCustomFields, listCustomFields),
  route(contract.saveCustomField, saveCustomField),
  route(contract.removeCustomField, removeCustomField),
  route(contract.listNotes, listNotes),
  route(contract.addCustomerNote, addCustomerNote),
  route(contract.changeCustomerNote, changeCustomerNote),
  route(contract.pinCustomerNote, pinCustomerNote),
  route(contract.removeCustomerNote, removeCustomerNote),
  route(contract.listCustomerFiles, listCustomerFiles),
  route(contract.listGroups, listGroups),
  route(contract.getGroup, getGroup),
  route(contract.renameGroup, renameGroup),
  route(contract.linkGroup, linkGroup),
  route(contract.unlinkGroup, unlinkGroup),
]
