import { z } from 'zod'
import { endpoint, id, none } from '../../foundation/shared/endpoint.ts'

export const ReportColumn = z.object({
  key: z.string(),
  kind: z.enum(['day', 'text', 'channel', 'count', 'seconds', 'id']),
})
export const ReportDescription = z.object({
  key: z.string(),
  columns: z.array(ReportColumn),
  chart: z.object({
    kind: z.enum(['bars', 'line']),
    by: z.string(),
    value: z.string(),
    series: z.string().nullable(),
  }),
})
const range = { from: z.iso.date(), to: z.iso.date() }

export const listReports = endpoint({
  method: 'GET',
  path: '/api/v1/reports',
  allow: 'report.read',
  summary: 'Questions that can be asked',
  input: none,
  output: z.object({ data: z.array(ReportDescription) }),
})
/** Days are the workspace's, both ends included. Times are seconds. */
export const runReport = endpoint({
  method: 'GET',
  path: '/api/v1/reports/:key',
  allow: 'report.read',
  summary: 'A report over a range of days',
  input: z.object({ key: z.string().max(60), ...range }),
  output: ReportDescription.extend({
    timeZone: z.string(),
    totals: z.record(z.string(), z.number().nullable()),
    rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  }),
})
/** The conversations a figure was made from. */
export const openReport = endpoint({
  method: 'GET',
  path: '/api/v1/reports/:key/rows',
  allow: 'report.read',
  summary: 'The rows behind a figure',
  input: z.object({
    key: z.string().max(60),
    ...range,
    channel: z.string().max(40).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  output: z.object({
    data: z.array(
      z.object({
        conversationId: id,
        number: z.number().int(),
        at: z.string(),
        channel: z.string(),
        seconds: z.number().nullable(),
        shown: z.string(),
      }),
    ),
    more: z.boolean(),
  }),
})
