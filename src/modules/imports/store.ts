import { existsSync } from 'node:fs'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Services } from '../../foundation/server/services.ts'

const folderOf = ({ config }: Services) => join(config.dataFolder, 'imports')

/** Where the bytes of an import lie until they are not needed any more. Ids are ours, so that no name can escape. */
export const pathOf = (services: Services, id: string) => {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error('not an id')
  return join(folderOf(services), id)
}

/** Whether anything of it lies there. */
export const hasBegun = (services: Services, id: string) => existsSync(pathOf(services, id))

/** Durable when it resolves. Writing the same part again changes nothing. */
export const writePart = async (
  services: Services,
  id: string,
  offset: number,
  bytes: Uint8Array,
) => {
  await mkdir(folderOf(services), { recursive: true, mode: 0o700 })
  const file = await open(pathOf(services, id), offset === 0 ? 'w' : 'r+', 0o600)
  try {
    await file.write(bytes, 0, bytes.byteLength, offset)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Whether so much would leave room for the database to go on. */
export const hasRoom = async (services: Services, bytes: number) => {
  await mkdir(folderOf(services), { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folderOf(services))
  return bavail * bsize > bytes + reserve
}
const reserve = 512 * 1024 * 1024

export const removeFile = (services: Services, id: string) =>
  rm(pathOf(services, id), { force: true })
