import { z } from 'zod'
import { id } from '../../foundation/shared/endpoint.ts'
import { addLabel } from '../../modules/conversations/index.ts'
import { defineAction } from '../action.ts'

/** Adds one label and keeps the others. Errors: `label.missing`. */
export default defineAction({
  key: 'label',
  subject: 'conversation',
  permission: 'conversation.label',
  settings: z.object({ labelId: id }),
  run: (ctx, conversation, { labelId }) => addLabel(ctx, { id: conversation.id, labelId }),
})
