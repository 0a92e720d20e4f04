import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { explainFolderError, refuseStart } from '../refuse-start.ts'
import { type Binaries, completeBinaries, copyBinaries, findBinaries } from './binaries.ts'
import { checkMajor, clusterExists, createCluster, keepPassword } from './create-cluster.ts'
import { ensureDatabase } from './ensure-database.ts'
import { adopt, keepRunning, startStopped } from './keep-running.ts'
import type { Site } from './launch.ts'
import { pathsIn, urlOf } from './paths.ts'
import { pickPort, storePort } from './ports.ts'
import { chooseRunAs } from './run-as.ts'

export type RunningPostgres = {
  /** postgres://… with the password; the same for the life of this process. */
  url: string
  readonly pid: number
  /** Whether the server had outlived an earlier process. */
  adopted: boolean
  /** Ends the server, also an adopted one, and waits for that: some milliseconds, 9 s at worst. */
  stop: () => Promise<void>
}

type Options = {
  /** `<data>/postgres`; the caller holds the data folder (`openDataFolder`). */
  folder: string
  log: (message: string, fields?: object) => void
  /** Another PostgreSQL than the one npm installed for this machine. */
  binaries?: Binaries
}

/**
 * Starts, or adopts, the embedded PostgreSQL of a folder, made on first use, and keeps it running.
 * Throws coded errors `start.…` whose messages are sentences for the terminal.
 */
export const startPostgres = async ({
  folder,
  log,
  binaries,
}: Options): Promise<RunningPostgres> => {
  const paths = pathsIn(resolve(folder))
  try {
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 })
    const password = keepPassword(paths)
    const site = await prepareSite({ paths, log }, binaries ?? findBinaries())
    const adopted = await adopt(site)
    const running = adopted ?? (await startFresh(site))
    const kept = keepRunning(site, running)
    await ensureDatabase(password, running.port).catch(async (error) => {
      await kept.stop()
      throw error
    })
    return {
      url: urlOf(password, running.port),
      get pid() {
        return kept.pid()
      },
      adopted: adopted !== undefined,
      stop: kept.stop,
    }
  } catch (error) {
    throw explainFolderError(error, paths.folder)
  }
}

const prepareSite = async (
  { paths, log }: Pick<Site, 'paths' | 'log'>,
  found: Binaries,
): Promise<Site> => {
  if (clusterExists(paths)) checkMajor(paths, found)
  const usable = completeBinaries(found) ? found : await copyBinaries(found, paths.folder)
  return { paths, log, ...(await chooseRunAs(paths.folder, usable)) }
}

const startFresh = async (site: Site) => {
  if (!clusterExists(site.paths)) {
    site.log('making a new database; this happens once', { folder: site.paths.folder })
    await createCluster(site.paths, site.binaries, site.runAs)
  }
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = await pickPort(site.paths)
    storePort(site.paths, port)
    const started = await startStopped(site, port)
    if (typeof started === 'number') return { pid: started, port }
    if (started === 'not-gone-yet') await delay(100)
  }
  throw refuseStart(
    'start.database_failed',
    `The built-in database in ${site.paths.folder} could not start: the one before it has not ended yet. Try again in a minute.`,
  )
}
