import { route } from '../../foundation/server/http/route.ts'
import * as contract from './contract.ts'
import { getWorkspace } from './get-workspace.ts'
import { updateWorkspace } from './update-workspace.ts'

/** `setup` makes a member too and so is answered by the members. */
export const routes = [
  route(contract.getWorkspace, (ctx) => getWorkspace(ctx)),
  route(contract.updateWorkspace, updateWorkspace),
]
