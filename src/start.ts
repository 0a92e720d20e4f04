import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './foundation/server/config.ts'
import { keepPartitions } from './foundation/server/database/keep-partitions.ts'
import { keepStatistics } from './foundation/server/database/keep-statistics.ts'
import { migrate } from './foundation/server/database/migrate.ts'
import { runReader } from './foundation/server/events/reader.ts'
import { connectWake } from './foundation/server/events/wake.ts'
import { apiDocs } from './foundation/server/http/api-docs.ts'
import { health } from './foundation/server/http/health.ts'
import { servePages } from './foundation/server/http/pages.ts'
import { createHttp, type Identify } from './foundation/server/http/server.ts'
import { runJobs } from './foundation/server/jobs/jobs.ts'
import { createHub, type Hydrate } from './foundation/server/live/hub.ts'
import { createLog } from './foundation/server/log.ts'
import { recallSigningKeys } from './foundation/server/rotation/signing-keys.ts'
import { followSecrets } from './foundation/server/secret-file.ts'
import type { Services } from './foundation/server/services.ts'
import { createIdentify, ensureAdmin } from './modules/members/index.ts'
import { ensureSample } from './modules/sample/index.ts'
import { identifyVisitor, pageHeaders } from './modules/web-chat/index.ts'
import { type Closers, closeAll, openOwnDatabase, openServices } from './open-services.ts'
import { modules, permissions } from './parts.ts'

export type Engawa = { services: Services; url: string | undefined; stop: () => Promise<void> }

const dist = join(import.meta.dirname, '../dist')

/** Opens everything one process needs, in order; `stop` closes it in the opposite one. */
export const startEngawa = async (config: Config): Promise<Engawa> => {
  const closers: Closers = []
  const stop = () => closeAll(closers)
  try {
    return { ...(await open(config, closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const open = async (config: Config, closers: Closers) => {
  const log = createLog(config.logLevel)
  // The embedded database makes and holds the folder itself; beside another one it keeps files and the secret.
  if (config.databaseUrl) mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const databaseUrl = config.databaseUrl ?? (await openOwnDatabase(config, log, closers))
  const secret = followSecrets(config)
  await migrate(databaseUrl)
  const services = openServices(config, { log, databaseUrl, secret }, closers)
  await recallSigningKeys(services.db, services.seal)
  closers.push(connectWake(databaseUrl, services.pool, log))
  closers.push(keepPartitions(services))
  if (config.role !== 'web') closers.push(keepStatistics(services))
  const url = config.role === 'worker' ? undefined : await openWeb(services, closers)
  await ensureAdmin(services)
  if (config.sample && config.role !== 'worker') closers.push(fillSample(services))
  if (config.role !== 'web') await openWork(services, closers)
  return { services, url }
}

/** Beside the start, which it would make slow; a stop waits for it. */
const fillSample = (services: Services) => {
  const filling = ensureSample(services).catch((error) =>
    services.log.error({ code: error?.code, message: error?.message }, 'the sample was not added'),
  )
  return () => filling
}

const openWeb = async (services: Services, closers: Closers) => {
  const hydrate: Hydrate = modules.find((module) => module.hydrate)!.hydrate!
  const hub = createHub(services.db, services.log, hydrate)
  services.hub = hub
  const member = createIdentify(services, permissions)
  const visitor = identifyVisitor(services)
  const identify: Identify = async (request, endpoint) =>
    (await visitor(request, endpoint)) ?? member(request, endpoint)
  const routes = modules.flatMap((module) => module.routes ?? [])
  const { app, close } = await createHttp(services, {
    identify,
    routes,
    plugins: [
      health,
      apiDocs(routes.map((route) => route.endpoint)),
      servePages(dist),
      ...modules.flatMap((module) => module.plugins ?? []),
    ],
    headersFor: pageHeaders,
  })
  const address = await app.listen({ port: services.config.port, host: services.config.host })
  if (!services.config.publicUrl) {
    const { port } = new URL(address)
    services.publicUrl = `http://localhost:${port}`
  }
  closers.push(async () => {
    // Streams end first, with a word to come back, so that closing waits only for work in hand.
    await hub.stop()
    await close()
  })
  return services.config.publicUrl ?? address
}

const openWork = async (services: Services, closers: Closers) => {
  const ending = new AbortController()
  const runner = runJobs(
    services,
    modules.flatMap((module) => module.jobs ?? []),
    ending.signal,
  )
  const readers = modules
    .flatMap((module) => module.readers ?? [])
    .map((reader) => runReader(services, reader))
  const loops = modules.flatMap((module) => module.loops ?? []).map((loop) => loop.start(services))
  closers.push(async () => {
    const patience = setTimeout(() => ending.abort(), 5000)
    await Promise.all([
      runner.stop(),
      ...readers.map((stop) => stop()),
      ...loops.map((loop) => loop.stop()),
    ])
    clearTimeout(patience)
  })
}
