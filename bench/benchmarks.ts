import { customerPage } from './customers/customers.ts'
import { deskSize } from './desk-size.ts'
import { eventLatency } from './event-latency.ts'
import type { Benchmark } from './figure.ts'
import { candidates } from './identity/candidates.ts'
import { febrl } from './identity/febrl.ts'
import { duplicateSearch } from './identity/search.ts'
import { idle } from './idle.ts'
import { importFile } from './import/import.ts'
import { inbox } from './inbox/inbox.ts'
import { ingest } from './ingest.ts'
import { live } from './live/live.ts'
import { mail } from './mail/mail.ts'
import { start } from './start.ts'
import { streams } from './streams/streams.ts'
import { widgetSize } from './widget-size.ts'

/** In the order of the table of figures. */
export const benchmarks: readonly Benchmark[] = [
  start,
  idle,
  live,
  streams,
  ingest,
  eventLatency,
  inbox,
  mail,
  customerPage,
  widgetSize,
  deskSize,
  febrl,
  candidates,
  duplicateSearch,
  importFile,
]
