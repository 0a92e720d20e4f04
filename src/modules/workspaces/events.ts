import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

export const workspaceCreated = defineEvent('workspace.created', z.object({}))
export const workspaceUpdated = defineEvent(
  'workspace.updated',
  z.object({ fields: z.array(z.string()) }),
)
