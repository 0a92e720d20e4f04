import type { FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { onNow, tellNowOnCommit } from '../../foundation/server/events/wake.ts'

/** What gave access and does so no longer. */
export type Access = { type: 'session' | 'member' | 'api-key'; id: string }

/** No workspace's, so that it reaches every process and no one's screen. */
const nowhere = 'access-ended'
/** A notification holds 8,000 bytes. */
const perNotification = 50

/** Tells every process, this one too, when the change commits. */
export const tellEnded = async (db: Kysely<Database>, ended: readonly Access[]) => {
  for (let from = 0; from < ended.length; from += perNotification) {
    await tellNowOnCommit(db, {
      workspaceId: nowhere,
      ended: ended.slice(from, from + perNotification),
    })
  }
}

/** Calls back for each session, membership or API key that ends, in whichever process. Returns how to stop. */
export const onSessionEnded = (listener: (ended: Access) => void) =>
  onNow((news) => {
    if (news.workspaceId === nowhere) for (const ended of news.ended as Access[]) listener(ended)
  })

const accessOfRequest = new WeakMap<FastifyRequest, readonly Access[]>()

/** Remembers by what a request was let in; `identify` calls it. */
export const noteAccess = (request: FastifyRequest, access: readonly Access[]) =>
  void accessOfRequest.set(request, access)

export const sessionIdOf = (request: FastifyRequest): string | undefined =>
  accessOfRequest.get(request)?.find(({ type }) => type === 'session')?.id

/** For what outlives its request, as a stream does: closes it when what let the request in ends. */
export const closeWhenEnded = (request: FastifyRequest, close: () => void) => {
  const access = accessOfRequest.get(request) ?? []
  return onSessionEnded((ended) => {
    if (access.some(({ type, id }) => type === ended.type && id === ended.id)) close()
  })
}
