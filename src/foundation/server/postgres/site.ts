import { setTimeout as delay } from 'node:timers/promises'
import { refuseStart } from '../refuse-start.ts'
import { type Binaries, completeBinaries, copyBinaries } from './binaries.ts'
import { clusterExists, createCluster } from './create-cluster.ts'
import { startStopped } from './keep-running.ts'
import type { Site } from './launch.ts'
import { pickPort, storePort } from './ports.ts'
import { chooseRunAs } from './run-as.ts'

/** The programs made usable, and somebody found who may run them. */
export const prepareSite = async (
  { paths, log }: Pick<Site, 'paths' | 'log'>,
  found: Binaries,
): Promise<Site> => {
  const usable = completeBinaries(found) ? found : await copyBinaries(found, paths.folder)
  return { paths, log, ...(await chooseRunAs(paths.folder, usable)) }
}

/** Starts a server that nobody runs yet, with a cluster made on first use. */
export const startFresh = async (site: Site) => {
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
