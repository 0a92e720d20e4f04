import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { say } from './say.mjs'

/** Does the work while no other process does work under the same lock folder; breaks the lock of one that died. */
export const onlyOne = async (lock, work) => {
  mkdirSync(dirname(lock), { recursive: true })
  for (let waits = 0; !take(lock); waits++) {
    if (waits === 0) say('Another process is preparing this folder; waiting for it …')
    if (holderIsDead(lock)) breakLock(lock)
    else await delay(200)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

const take = (lock) => {
  try {
    mkdirSync(lock)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(lock, 'pid'), String(process.pid))
  return true
}

const holderIsDead = (lock) => {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    if (error.code !== 'ENOENT') return error.code === 'ESRCH'
    // No process id yet: it is being taken right now, unless that was long ago.
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
    return made !== undefined && Date.now() - made > 5_000
  }
}

/** By renaming, so that of two who see the same dead holder only one removes it. */
const breakLock = (lock) => {
  const aside = `${lock}-${process.pid}`
  try {
    renameSync(lock, aside)
    rmSync(aside, { recursive: true, force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}
