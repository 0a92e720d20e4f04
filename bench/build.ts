import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './server.ts'

/** The browser apps as they stand, built when they are not. */
export const buildApps = async () => {
  const { prepare } = await import(pathToFileURL(join(root, 'bin/prepare.mjs')).href)
  await prepare({ build: true })
  return join(root, 'dist')
}
