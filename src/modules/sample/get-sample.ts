import type { Context } from '../../foundation/server/context.ts'
import { getWorkspace } from '../workspaces/index.ts'

export const getSample = async (ctx: Context) => ({ present: (await getWorkspace(ctx)).sample })
