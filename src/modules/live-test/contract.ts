import { z } from 'zod'
import { endpoint, none } from '../../foundation/shared/endpoint.ts'

/**
 * A stream that looks like the desk's own: `begin` with the number it resumed from (`Last-Event-ID`), then `tick`
 * events with the server's time in milliseconds, then silence as a quiet day has it, then `end`.
 * Errors: `live_test.busy`.
 */
export const testLive = endpoint({
  method: 'GET',
  path: '/api/v1/live-test',
  allow: 'workspace.manage',
  summary: 'Server-sent events that show what a proxy does to them',
  input: z.object({
    ticks: z.coerce.number().int().min(0).max(40).default(1),
    everyMs: z.coerce.number().int().min(50).max(1000).default(250),
    quietSeconds: z.coerce.number().int().min(0).max(90).default(0),
  }),
  output: none,
})
