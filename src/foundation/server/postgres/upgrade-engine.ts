import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { clusterExists, majorOf, readPassword, syncFolder } from './create-cluster.ts'
import { ensureDatabase } from './ensure-database.ts'
import { findKeptEngine } from './keep-engine.ts'
import { adopt } from './keep-running.ts'
import type { Site } from './launch.ts'
import { type Paths, urlOf } from './paths.ts'
import { prepareSite, startFresh } from './site.ts'
import { stopPostmaster } from './stop-postmaster.ts'

/** How all rows go from one server to another. */
export type Carry = {
  /** Writes what the old server holds into a new file. */
  save: (url: string, file: string) => Promise<void>
  /** Fills the new, empty server from it. */
  load: (url: string, file: string) => Promise<void>
}

const nextOf = (paths: Paths): Paths => {
  const cluster = join(paths.folder, 'cluster-next')
  return { ...paths, cluster, pidFile: join(cluster, 'postmaster.pid') }
}

/**
 * Brings a folder of an earlier PostgreSQL to this one: the kept old programs start once more, a backup is written, a new
 * cluster is filled from it beside the old, and only when that is whole do they change places. The old cluster and the
 * backup stay. Stopped at any point, it begins again, or is found done.
 */
export const upgradeEngine = async (
  { paths, log }: Pick<Site, 'paths' | 'log'>,
  binaries: Binaries,
  carry: () => Promise<Carry>,
) => {
  if (!clusterExists(paths)) return
  const from = majorOf(paths)
  const kept = Number(from) < Number(binaries.major) ? findKeptEngine(paths, from) : undefined
  if (!kept) return
  const moment = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const backups = join(dirname(paths.folder), 'backups')
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  const file = join(backups, `before-postgres-${binaries.major}-${moment}.tgz`)
  const told = { from, to: binaries.major, file }
  log('the database moves to a newer PostgreSQL; this happens once', told)
  const { save, load } = await carry()
  const old = { ...(await prepareSite({ paths, log }, kept)), earlier: true }
  await withServer(old, (url) => save(url, file))
  const next = nextOf(paths)
  rmSync(next.cluster, { recursive: true, force: true })
  const fresh = await prepareSite({ paths: next, log }, binaries)
  await withServer(fresh, (url) => load(url, file))
  renameSync(paths.cluster, join(paths.folder, `cluster-of-postgres-${from}-${moment}`))
  finishUpgrade(paths)
  log('the database has moved; the old one and the backup may be deleted when all is well', told)
}

/** The old cluster leaves its place only when the next one is whole: so whoever finds none there takes that. */
export const finishUpgrade = (paths: Paths) => {
  const next = nextOf(paths)
  if (clusterExists(paths) || !clusterExists(next)) return
  renameSync(next.cluster, paths.cluster)
  syncFolder(paths.folder)
}

const withServer = async (site: Site, work: (url: string) => Promise<void>) => {
  const password = readPassword(site.paths)
  const { pid, port } = (await adopt(site)) ?? (await startFresh(site))
  try {
    await ensureDatabase(password, port)
    await work(urlOf(password, port))
  } finally {
    await stopPostmaster(site, pid)
  }
}
