import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

/** It begins to be filled. */
export const sampleAdded = defineEvent('sample.added', z.object({}))
/** All of it is told. */
export const sampleFilled = defineEvent('sample.filled', z.object({}))
export const sampleRemoved = defineEvent('sample.removed', z.object({}))
