import type { FileStore } from '../files/store.ts'
import type { Log } from '../log.ts'
import type { Carry } from '../postgres/upgrade-engine.ts'
import type { Seal } from '../seal.ts'
import { backUp } from './back-up.ts'
import type { Progress } from './format.ts'
import { restore } from './restore.ts'

const tellEveryMs = 5000

/** Moves the rows of one database to another by way of a backup. Files stay where they are, so it holds none. */
export const carryRows = (seal: Seal, log: Log): Carry => {
  let told = 0
  const progress: Progress = (step) => {
    if (Date.now() - told < tellEveryMs) return
    told = Date.now()
    log.info(step, 'moving the database')
  }
  return {
    save: async (url, path) => {
      await backUp({ url, path, files: leftInPlace, seal, progress })
    },
    load: async (url, path) => {
      await restore({ url, path, files: leftInPlace, seal, log, progress })
    },
  }
}

const absent = () => Object.assign(new Error('files stay in place'), { code: 'ENOENT' })

const leftInPlace: FileStore = {
  read: async () => {
    throw absent()
  },
  stream: () => {
    throw absent()
  },
  write: async () => {
    throw absent()
  },
  remove: async () => {
    throw absent()
  },
}
