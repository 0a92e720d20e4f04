import { z } from 'zod'
import { resolve } from '../../modules/conversations/index.ts'
import { defineAction } from '../action.ts'

/** Closes the matter. Errors: `conversation.already_resolved`. */
export default defineAction({
  key: 'resolve',
  subject: 'conversation',
  permission: 'conversation.resolve',
  settings: z.object({}),
  run: (ctx, conversation) => resolve(ctx, { id: conversation.id }),
})
