import { type Route, route } from '../../../foundation/server/http/route.ts'
import * as contract from './contract.ts'
import { listIdentityDecisions } from './list-decisions.ts'
import { blockIdentifier, listBlockedIdentifiers, releaseIdentifier } from './manage-blocks.ts'
import { listIdentifierTypes, removeIdentifierType, saveIdentifierType } from './manage-types.ts'

export const ruleRoutes: readonly Route[] = [
  route(contract.listIdentifierTypes, listIdentifierTypes),
  route(contract.saveIdentifierType, saveIdentifierType),
  route(contract.removeIdentifierType, removeIdentifierType),
  route(contract.listBlockedIdentifiers, listBlockedIdentifiers),
  route(contract.blockIdentifier, blockIdentifier),
  route(contract.releaseIdentifier, releaseIdentifier),
  route(contract.listIdentityDecisions, listIdentityDecisions),
]
