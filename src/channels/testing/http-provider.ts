import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the provider does with the next messages. */
export type HttpMood =
  | 'accept'
  | 'busy'
  | 'refuse'
  | 'unavailable'
  /** Takes the message and breaks the line without an answer. */
  | 'take-and-die'
  /** Breaks the line when it has the whole message, and forgets it. */
  | 'lose-and-die'

export type HttpStep = 'headers' | 'whole' | 'answered'
type Inbound = { id: string; from: string; text: string }

const status = { busy: 429, refuse: 422, unavailable: 503 } as const

/** A messenger's server on loopback: delivers a message once, however often it comes under one key. */
export const startHttpProvider = async (moodOf: () => HttpMood = () => 'accept') => {
  let mood = moodOf
  let onStep: (step: HttpStep) => void = () => undefined
  /** By key, in the order of delivery. */
  const delivered = new Map<string, { id: string; to: string; text: string }>()
  /** Every whole message by its key, also those not taken. */
  const asked: string[] = []
  const inbox: Inbound[] = []

  const take = (key: string, body: { to: string; text: string }) => {
    const known = delivered.get(key)
    if (known) return known.id
    const id = `http-${delivered.size + 1}`
    delivered.set(key, { id, ...body })
    return id
  }
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    onStep('headers')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    onStep('whole')
    const key = String(request.headers['idempotency-key'])
    asked.push(key)
    const now = mood()
    if (now === 'lose-and-die') return void request.socket.destroy()
    // What it took it took, whatever it would say of it today; a limit stands before that.
    const isNew = !delivered.has(key)
    if (now === 'busy' || now === 'unavailable' || (now === 'refuse' && isNew)) {
      response.writeHead(status[now]).end()
      return
    }
    const id = take(key, JSON.parse(Buffer.concat(chunks).toString()))
    if (now === 'take-and-die') return void request.socket.destroy()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id }))
    onStep('answered')
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://provider')
    if (pathname === '/messages') {
      // Whoever is killed in the middle breaks the line.
      receive(request, response).catch(() => request.socket.destroy())
      return
    }
    const data = inbox.slice(
      Number(searchParams.get('after')),
      Number(searchParams.get('after')) + 100,
    )
    const next = Number(searchParams.get('after')) + data.length
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ data, next }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delivered: delivered as ReadonlyMap<string, { id: string; to: string; text: string }>,
    asked: asked as readonly string[],
    /** A customer writes. */
    write: (message: Inbound) => void inbox.push(message),
    behave: (next: HttpMood | (() => HttpMood)) => {
      mood = typeof next === 'function' ? next : () => next
    },
    watch: (listener: (step: HttpStep) => void) => {
      onStep = listener
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
