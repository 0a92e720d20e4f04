import type { Context } from '../../../foundation/server/context.ts'

/** Who a message of ours is by; the product itself has no id. */
export const authorOf = ({ actor }: Context) =>
  'name' in actor ? { id: actor.id, name: actor.name } : { id: null, name: '' }
