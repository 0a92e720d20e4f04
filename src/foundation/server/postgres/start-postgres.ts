import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { explainFolderError } from '../refuse-start.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { checkMajor, clusterExists, keepPassword } from './create-cluster.ts'
import { ensureDatabase } from './ensure-database.ts'
import { keepEngine } from './keep-engine.ts'
import { adopt, keepRunning } from './keep-running.ts'
import { pathsIn, urlOf } from './paths.ts'
import { prepareSite, startFresh } from './site.ts'
import { type Carry, finishUpgrade, upgradeEngine } from './upgrade-engine.ts'

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
  /** How rows go from an earlier PostgreSQL to this one; without it, such a folder is refused. */
  carry?: () => Promise<Carry>
}

/**
 * Starts, or adopts, the embedded PostgreSQL of a folder, made on first use, and keeps it running.
 * Throws coded errors `start.…` whose messages are sentences for the terminal.
 */
export const startPostgres = async ({
  folder,
  log,
  binaries = findBinaries(),
  carry,
}: Options): Promise<RunningPostgres> => {
  const paths = pathsIn(resolve(folder))
  try {
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 })
    const password = keepPassword(paths)
    finishUpgrade(paths)
    if (carry) await upgradeEngine({ paths, log }, binaries, carry)
    if (clusterExists(paths)) checkMajor(paths, binaries)
    const site = await prepareSite({ paths, log }, binaries)
    const adopted = await adopt(site)
    const running = adopted ?? (await startFresh(site))
    const kept = keepRunning(site, running)
    await ensureDatabase(password, running.port).catch(async (error) => {
      await kept.stop()
      throw error
    })
    const stopKeeping = keepEngine(site)
    return {
      url: urlOf(password, running.port),
      get pid() {
        return kept.pid()
      },
      adopted: adopted !== undefined,
      stop: async () => {
        stopKeeping()
        await kept.stop()
      },
    }
  } catch (error) {
    throw explainFolderError(error, paths.folder)
  }
}
