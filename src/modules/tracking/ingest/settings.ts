import type { FastifyRequest } from 'fastify'
import type { Services } from '../../../foundation/server/services.ts'
import type { Source } from './find-source.ts'

/**
 * What analytics-next asks for before it sends anything. Exactly one integration: with none it sends nothing, with more
 * it loads code for the others from Segment's CDN. The host is the one the browser has just reached, so that a page
 * needs to name ours only once.
 */
export const settingsFor = (writeKey: string, services: Services, request: FastifyRequest) => {
  const address = services.config.publicUrl ?? `${request.protocol}://${request.host}`
  const [protocol, host] = address.split('://')
  return {
    integrations: {
      'Segment.io': { apiKey: writeKey, apiHost: `${host}/v1`, protocol },
    },
    plan: { track: { __default: { enabled: true, integrations: {} } }, identify: {}, group: {} },
    metrics: { sampleRate: 0 },
  }
}

/** What RudderStack's library for browsers asks for: a source that is on, with nowhere else to send to. */
export const sourceConfigFor = (writeKey: string, { id, workspaceId }: Source) => {
  const off = { enabled: false }
  return {
    source: {
      id,
      name: 'Engawa',
      writeKey,
      enabled: true,
      workspaceId,
      config: { statsCollection: { errors: off, metrics: off } },
      connections: [],
      destinations: [],
      dataplanes: {},
    },
    updatedAt: new Date(0).toISOString(),
  }
}
