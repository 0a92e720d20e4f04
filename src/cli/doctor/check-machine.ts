import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import type { Finding, MachineCheck } from './check.ts'

const oldestNode = 24
const littleBytes = 1_000_000_000

const checkNode: MachineCheck = async () => {
  const version = process.versions.node
  const state = Number(version.split('.')[0]) >= oldestNode ? 'ok' : 'wrong'
  return [{ check: 'node', state, facts: { version } }]
}

const checkFolder: MachineCheck = async ({ dataFolder: folder }) => {
  if (!existsSync(folder)) return [{ check: 'folder-missing', state: 'wrong', facts: { folder } }]
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return [{ check: 'folder', state: 'wrong', facts: { folder } }]
  }
  const { bavail, bsize } = statfsSync(folder)
  const megabytes = Math.floor((bavail * bsize) / 1_000_000)
  const disk: Finding = {
    check: 'disk',
    state: bavail * bsize < littleBytes ? 'wrong' : 'ok',
    facts: { megabytes },
  }
  return [{ check: 'folder', state: 'ok', facts: { folder } }, disk]
}

export const machineChecks: MachineCheck[] = [checkNode, checkFolder]
