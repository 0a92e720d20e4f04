import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { componentOf } from '../component.ts'
import { customerUpdated } from '../events.ts'
import { settleFields } from '../fields.ts'
import { requireStanding } from '../queries.ts'
import { sayFields } from '../say-fields.ts'
import { cleanDay, cleanValue } from './clean-value.ts'
import type * as contract from './contract.ts'
import { readCustomFields } from './custom-fields.ts'
import { getProfile } from './get-profile.ts'

/** What staff know outweighs what was received. Errors: `customer.missing`, `customer.field_wrong`. */
export const changeFields = (ctx: Context, input: z.output<typeof contract.changeFields.input>) =>
  inTransaction(ctx, async (ctx) => {
    const id = await requireStanding(ctx, input.id)
    const names = Object.keys(input.fields)
    const said = Object.entries(input.fields).filter(([, value]) => value !== '')
    const values = Object.fromEntries(said)
    await requireRight(ctx, values)
    const cleared = names.filter((name) => input.fields[name] === '')
    await forgetSaid(ctx, id, cleared)
    await sayFields(ctx, id, `member:${ctx.actor.id}`, 'staff', values)
    await settleFields(ctx, id)
    await record(ctx, customerUpdated, { customerId: id }, { fields: names })
    await audit(ctx, 'customer.updated', {
      object: { type: 'customer', id },
      facts: { fields: names },
    })
    return getProfile(ctx, { id })
  })

/** Nobody of the team says anything of these any more, so that what was received is shown again. */
const forgetSaid = async (ctx: Context, customerId: string, fields: readonly string[]) => {
  if (fields.length === 0) return
  await ctx.db
    .deleteFrom('customer_field')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', 'in', await componentOf(ctx, customerId))
    .where('field', 'in', fields)
    .where('trust', '=', 'staff')
    .execute()
}

const requireRight = async (ctx: Context, values: Record<string, string | null>) => {
  const custom = new Map((await readCustomFields(ctx)).map((one) => [`custom.${one.key}`, one]))
  for (const [field, value] of Object.entries(values)) {
    if (value === null) continue
    const wrong = new AppError('invalid', 'customer.field_wrong', { field })
    if (cleanValue(field, value) === undefined) throw wrong
    if (field === 'locale' && !['ja', 'en'].includes(value)) throw wrong
    if (!field.startsWith('custom.')) continue
    const definition = custom.get(field)
    if (!definition || !isOfType(definition, value)) throw wrong
  }
}

const isOfType = ({ type, choices }: { type: string; choices: string[] }, value: string) => {
  if (type === 'number') return value.trim() !== '' && Number.isFinite(Number(value))
  if (type === 'date') return cleanDay(value) !== undefined
  if (type === 'choice') return choices.includes(value)
  return type !== 'yes-no' || value === 'yes' || value === 'no'
}
