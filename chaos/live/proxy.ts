import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { later } from '../../bench/cleanup.ts'
import type { Random } from '../random.ts'
import { freePort } from '../server.ts'

/** What stands between browsers and a server: it can die, come back, and break single connections. */
export const startProxy = async (first: number) => {
  let target = first
  const port = await freePort()
  const pairs = new Set<[Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const socket of pair) socket.on('close', end).on('error', end)
    near.pipe(far)
    far.pipe(near)
  })
  const cut = (chosen: Iterable<[Socket, Socket]>) => {
    for (const [near] of [...chosen]) near.resetAndDestroy()
  }
  const up = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const down = async () => {
    const closed = once(server, 'close')
    server.close()
    cut(pairs)
    await closed
  }
  await up()
  later(() => (server.listening ? down() : undefined))
  return {
    url: `http://127.0.0.1:${port}`,
    up,
    down,
    /** Leads to another server from now on. */
    aim: (port: number) => {
      target = port
    },
    /** Breaks some connections, each perhaps in the middle of a frame. */
    cutSome: (random: Random, share: number) => cut([...pairs].filter(() => random.chance(share))),
    /** Lets some connections hang without a word; whoever reads must not mistake what comes after. */
    stallSome: (random: Random, share: number) => {
      const stalled = [...pairs].filter(() => random.chance(share))
      for (const [, far] of stalled) far.pause()
      return () => {
        for (const [, far] of stalled) far.resume()
      }
    },
  }
}
