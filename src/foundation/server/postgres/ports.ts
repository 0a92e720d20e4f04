import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import type { Paths } from './paths.ts'

/** The port of last time when nobody took it meanwhile, else a free one of this moment. */
export const pickPort = async (paths: Paths) =>
  (await tryListen(readPort(paths))) ?? (await tryListen(0))!

export const storePort = ({ port }: Paths, value: number) =>
  writeFileSync(port, `${value}\n`, { mode: 0o600 })

const readPort = ({ port }: Paths) => {
  try {
    const value = Number(readFileSync(port, 'utf8'))
    return Number.isInteger(value) && value > 0 && value < 65_536 ? value : 0
  } catch {
    return 0
  }
}

const tryListen = async (port: number) => {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    const { port: free } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    return free
  } catch {
    return undefined
  }
}
