import { createServer, type Socket } from 'node:net'

/** The harmless text that every scanner reports (eicar.org), in two parts so that no scanner reports this file. */
export const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`

type Behaviour = 'answers' | 'silent' | 'breaks'

/** clamd as its manual has it: PING, VERSION and INSTREAM in the `z` form, over TCP or a socket of the file system. */
export const startFakeClamd = async ({ at = 0 as number | string, mostBytes = 1_000_000 } = {}) => {
  let behaviour: Behaviour = 'answers'
  let scanned = 0
  const sockets = new Set<Socket>()

  const serve = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    let command = ''
    let held = Buffer.alloc(0)
    const file: Buffer[] = []
    const answer = (text: string) => {
      if (behaviour === 'breaks') socket.destroy()
      if (behaviour === 'answers') socket.end(`${text}\0`)
    }
    const judge = () => {
      scanned += 1
      const text = Buffer.concat(file).toString('latin1')
      // Like the real one it looks into mails.
      const inside = text.replace(/[A-Za-z0-9+/=\r\n]{40,}/g, (part) =>
        Buffer.from(part, 'base64').toString('latin1'),
      )
      const isBad = text.includes(eicar) || inside.includes(eicar)
      answer(isBad ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK')
    }
    const take = () => {
      while (held.length >= 4) {
        const length = held.readUInt32BE(0)
        if (length === 0) return judge()
        if (held.length < 4 + length) return
        file.push(held.subarray(4, 4 + length))
        held = held.subarray(4 + length)
        const total = file.reduce((sum, part) => sum + part.length, 0)
        if (total > mostBytes) return answer('INSTREAM size limit exceeded. ERROR')
      }
    }
    const replies: Record<string, string> = {
      zPING: 'PONG',
      zVERSION: 'ClamAV 1.4.2/27800/Sat Nov 21 08:00:00 2026',
    }
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes])
      const end = held.indexOf(0)
      if (!command && end >= 0) {
        command = held.subarray(0, end).toString()
        held = held.subarray(end + 1)
        if (command !== 'zINSTREAM') answer(replies[command] ?? 'UNKNOWN COMMAND')
      }
      if (command === 'zINSTREAM') take()
    })
  }
  let server = createServer(serve)
  const listen = (where: number | string) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      if (typeof where === 'string') server.listen(where, resolve)
      else server.listen(where, '127.0.0.1', resolve)
    })
  const stop = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  await listen(at)
  const bound = server.address()
  const address = typeof bound === 'string' ? bound : `127.0.0.1:${bound!.port}`
  return {
    /** As ENGAWA_CLAMD takes it. */
    address,
    scanned: () => scanned,
    behave: (next: Behaviour) => {
      behaviour = next
    },
    stop,
    /** At the same place as before. */
    startAgain: () => {
      server = createServer(serve)
      return listen(typeof bound === 'string' ? bound : bound!.port)
    },
  }
}

export type FakeClamd = Awaited<ReturnType<typeof startFakeClamd>>
