import { resolve } from 'node:path'
import { readPassword } from './create-cluster.ts'
import { pathsIn, urlOf } from './paths.ts'
import { isPostgresOf, readPidFile } from './postmaster.ts'

/** The URL of the server that another process of ours runs on this folder (`<data>/postgres`), if one is ready. */
export const findRunningPostgres = async (folder: string): Promise<string | undefined> => {
  const paths = pathsIn(resolve(folder))
  const found = readPidFile(paths)
  if (found?.state !== 'ready' || !isPostgresOf(paths, found.pid)) return undefined
  const password = readPassword(paths)
  return password ? urlOf(password, found.port) : undefined
}
