import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Binaries, copyOnce } from './binaries.ts'
import type { Site } from './launch.ts'
import type { Paths } from './paths.ts'
import { giveTo } from './run-as.ts'

const prefix = 'engine-'
/** Not while a server starts, and not for one that only lives a moment. */
const afterMs = 5 * 60_000

/**
 * Keeps a copy of the programs beside what they wrote: an upgrade replaces them in `node_modules`, and only they can
 * read the folder out. Done in a quiet moment; returns how to stop.
 */
export const keepEngine = ({ paths, binaries, runAs, log }: Site) => {
  const keep = () => {
    copyOnce(binaries, paths.folder, prefix)
      .then(({ native }) => giveTo(join(native, '..'), runAs))
      .catch((error: Error) =>
        log('a copy of the database programs could not be kept', { reason: error.message }),
      )
  }
  const timer = setTimeout(keep, afterMs)
  timer.unref()
  return () => clearTimeout(timer)
}

/** The kept programs of this major version. */
export const findKeptEngine = ({ folder }: Paths, major: string): Binaries | undefined => {
  const name = readdirSync(folder).find((one) => one.startsWith(`${prefix}${major}.`))
  const native = name && join(folder, name, 'native')
  return native && existsSync(native)
    ? { native, major, version: name.slice(prefix.length) }
    : undefined
}
