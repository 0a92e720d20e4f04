import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addTimelineSource } from '../customers/index.ts'
import * as contract from './contract.ts'
import { followTracked } from './follow/follow-tracked.ts'
import { ingestPlugin } from './ingest/plugin.ts'
import { listVisits } from './list-visits.ts'
import { createSource, listRejected, listSources, removeSource } from './sources.ts'
import { listTracked } from './timeline.ts'
import { keepUp } from './upkeep.ts'

addTimelineSource(listTracked)

export const trackingModule: Module = {
  name: 'tracking',
  tables: ['source', 'source_tally', 'tracked_event', 'tracked_message', 'rejected_event', 'visit'],
  routes: [
    route(contract.listSources, listSources),
    route(contract.createSource, createSource),
    route(contract.removeSource, removeSource),
    route(contract.listRejectedEvents, listRejected),
    route(contract.listVisits, listVisits),
  ],
  plugins: [ingestPlugin],
  loops: [
    { name: 'tracked-visits', start: followTracked },
    { name: 'tracking-upkeep', start: keepUp },
  ],
  permissions: {
    'source.read': ['admin', 'agent', 'viewer'],
    'source.manage': ['admin'],
  },
}
