import { z } from 'zod'
import { id } from '../../foundation/shared/endpoint.ts'
import { assign } from '../../modules/conversations/index.ts'
import { defineAction } from '../action.ts'

/** To a member, a team, or nobody (null); what is absent stays. Errors: `member.missing`, `team.missing`. */
export default defineAction({
  key: 'assign',
  subject: 'conversation',
  permission: 'conversation.assign',
  settings: z
    .object({ assigneeId: id.nullable().optional(), teamId: id.nullable().optional() })
    .refine((given) => given.assigneeId !== undefined || given.teamId !== undefined, {
      path: ['assigneeId'],
    }),
  run: (ctx, conversation, settings) => assign(ctx, { id: conversation.id, ...settings }),
})
