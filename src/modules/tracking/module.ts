import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addRetention } from '../../foundation/server/retention.ts'
import { addPersonalData, addSourceReader, addTimelineSource } from '../customers/index.ts'
import * as contract from './contract.ts'
import { followTracked } from './follow/follow-tracked.ts'
import { ingestPlugin } from './ingest/plugin.ts'
import { serveLibrary } from './ingest/serve-library.ts'
import { listSourceEvents } from './list-source-events.ts'
import { listVisits } from './list-visits.ts'
import { listSiteVisitors } from './live/list-site-visitors.ts'
import { startSiteChat } from './live/start-site-chat.ts'
import { rejectedOfPerson, trackedOfPerson, visitsOfPerson } from './personal.ts'
import { countRejected, listRejected } from './rejected/list.ts'
import { replayRejected } from './rejected/replay.ts'
import { trackingRetention } from './retention.ts'
import { previewRules } from './rules/preview.ts'
import { createSource, listSources, removeSource, updateSource } from './sources.ts'
import { listTracked, listVisitRows, readTrackedSources } from './timeline.ts'
import { keepUp } from './upkeep.ts'
import { serveSnippet } from './vitals/serve-snippet.ts'

addTimelineSource(listTracked)
addTimelineSource(listVisitRows)
addSourceReader(readTrackedSources)
addPersonalData(visitsOfPerson)
addPersonalData(rejectedOfPerson)
addPersonalData(trackedOfPerson)
addRetention(...trackingRetention)

export const trackingModule: Module = {
  name: 'tracking',
  tables: [
    'source',
    'source_tally',
    'tracked_event',
    'tracked_message',
    'rejected_event',
    'visit',
    'tracking_key',
  ],
  routes: [
    route(contract.listSources, listSources),
    route(contract.createSource, createSource),
    route(contract.updateSource, updateSource),
    route(contract.previewRules, previewRules),
    route(contract.removeSource, removeSource),
    route(contract.listSourceEvents, listSourceEvents),
    route(contract.listRejectedEvents, listRejected),
    route(contract.countRejectedEvents, countRejected),
    // The writer of events has a transaction of its own.
    route(contract.replayRejectedEvents, replayRejected, { outsideTransaction: true }),
    route(contract.listVisits, listVisits),
    route(contract.listSiteVisitors, listSiteVisitors),
    route(contract.startSiteChat, startSiteChat),
  ],
  plugins: [ingestPlugin, serveLibrary, serveSnippet],
  loops: [
    { name: 'tracked-visits', start: followTracked },
    { name: 'tracking-upkeep', start: keepUp },
  ],
  permissions: {
    'source.read': ['admin', 'agent', 'viewer'],
    'source.manage': ['admin'],
  },
}
