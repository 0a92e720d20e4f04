import type { z } from 'zod'
import { actions } from '../../actions/index.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { getSummary } from '../conversations/index.ts'
import type * as contract from './contract.ts'

/** By hand, once: all of it or nothing. Errors: `action.missing`, `action.settings_invalid`, `auth.forbidden`. */
export const runAction = (ctx: Context, input: z.output<typeof contract.runAction.input>) =>
  inTransaction(ctx, async (ctx) => {
    const action = actions.find((one) => one.key === input.key)
    if (!action) throw new AppError('missing', 'action.missing', { action: input.key })
    if (!ctx.can.has(action.permission))
      throw new AppError('forbidden', 'auth.forbidden', { permission: action.permission })
    const settings = action.settings.safeParse(input.settings)
    if (!settings.success) {
      const path = settings.error.issues[0]!.path.join('.')
      throw new AppError('invalid', 'action.settings_invalid', { action: action.key, path })
    }
    await action.run(ctx, { id: input.id }, settings.data)
    return getSummary(ctx, input.id)
  })
