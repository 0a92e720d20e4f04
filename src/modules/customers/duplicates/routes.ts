import { type Route, route } from '../../../foundation/server/http/route.ts'
import * as contract from './contract.ts'
import { decideDuplicate } from './decide.ts'
import { getDuplicate, listDuplicates } from './list-pairs.ts'
import { cancelDuplicateSearch, getDuplicateSearch, startDuplicateSearch } from './steer.ts'

export const duplicateRoutes: readonly Route[] = [
  route(contract.listDuplicates, listDuplicates),
  route(contract.getDuplicate, getDuplicate),
  route(contract.decideDuplicate, decideDuplicate),
  route(contract.getDuplicateSearch, getDuplicateSearch),
  route(contract.startDuplicateSearch, startDuplicateSearch),
  route(contract.cancelDuplicateSearch, cancelDuplicateSearch),
]
