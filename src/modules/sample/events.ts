import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

export const sampleAdded = defineEvent('sample.added', z.object({}))
export const sampleRemoved = defineEvent('sample.removed', z.object({}))
