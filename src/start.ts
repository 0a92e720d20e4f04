import { join } from 'node:path'
import type { Config } from './foundation/server/config.ts'
import { openDataFolder } from './foundation/server/data-folder.ts'
import { connectDatabase } from './foundation/server/database/connect.ts'
import { keepPartitions } from './foundation/server/database/keep-partitions.ts'
import { migrate } from './foundation/server/database/migrate.ts'
import { runReader } from './foundation/server/events/reader.ts'
import { connectWake } from './foundation/server/events/wake.ts'
import { openFolderStore } from './foundation/server/files/store.ts'
import { apiDocs } from './foundation/server/http/api-docs.ts'
import { health } from './foundation/server/http/health.ts'
import { servePages } from './foundation/server/http/pages.ts'
import { createHttp, type Identify } from './foundation/server/http/server.ts'
import { runJobs } from './foundation/server/jobs/jobs.ts'
import { createHub, type Hydrate } from './foundation/server/live/hub.ts'
import { createLog } from './foundation/server/log.ts'
import { startPostgres } from './foundation/server/postgres/start-postgres.ts'
import { createSeal, readSecret } from './foundation/server/seal.ts'
import type { Services } from './foundation/server/services.ts'
import { registerChannels } from './modules/connections/index.ts'
import { createIdentify, ensureAdmin } from './modules/members/index.ts'
import { identifyVisitor, pageHeaders } from './modules/web-chat/index.ts'
import { channels, modules } from './parts.ts'

export type Engawa = { services: Services; url: string | undefined; stop: () => Promise<void> }

const dist = join(import.meta.dirname, '../dist')

/** Opens everything one process needs, in order; `stop` closes it in the opposite one. */
export const startEngawa = async (config: Config): Promise<Engawa> => {
  const closers: (() => Promise<unknown> | unknown)[] = []
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    return { ...(await open(config, closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const open = async (config: Config, closers: (() => Promise<unknown> | unknown)[]) => {
  const log = createLog(config.logLevel)
  const databaseUrl = config.databaseUrl ?? (await openOwnDatabase(config, log, closers))
  const secret = readSecret(config.secret, config.dataFolder)
  await migrate(databaseUrl)
  const connected = connectDatabase(databaseUrl, log)
  closers.push(connected.close)
  registerChannels(channels)
  const services: Services = {
    config,
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    databaseUrl,
    pool: connected.pool,
    db: connected.db,
    log,
    seal: createSeal(secret),
    files: openFolderStore(join(config.dataFolder, 'files')),
  }
  closers.push(connectWake(databaseUrl, connected.pool, log))
  closers.push(keepPartitions(services))
  const url = config.role === 'worker' ? undefined : await openWeb(services, closers)
  await ensureAdmin(services)
  if (config.role !== 'web') await openWork(services, closers)
  return { services, url }
}

const openOwnDatabase = async (
  config: Config,
  log: ReturnType<typeof createLog>,
  closers: (() => Promise<unknown> | unknown)[],
) => {
  const folder = openDataFolder(config.dataFolder)
  closers.push(folder.release)
  const postgres = await startPostgres({
    folder: join(config.dataFolder, 'postgres'),
    log: (message, fields) => log.info(fields ?? {}, message),
  })
  closers.push(postgres.stop)
  return postgres.url
}

const openWeb = async (services: Services, closers: (() => Promise<unknown> | unknown)[]) => {
  const hydrate: Hydrate = modules.find((module) => module.hydrate)!.hydrate!
  const hub = createHub(services.db, services.log, hydrate)
  services.hub = hub
  const permissions = Object.assign({}, ...modules.map((module) => module.permissions ?? {}))
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

const openWork = async (services: Services, closers: (() => Promise<unknown> | unknown)[]) => {
  const ending = new AbortController()
  const runner = await runJobs(
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
