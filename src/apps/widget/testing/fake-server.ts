import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { z } from 'zod'
import type { Endpoint, InputOf, OutputOf } from '../../../foundation/shared/endpoint.ts'
import * as contract from '../../../modules/web-chat/contract.ts'

type Message = OutputOf<typeof contract.sendVisitorMessage>
type Person = {
  token: string
  visitor: OutputOf<typeof contract.getVisitor>
  start: InputOf<typeof contract.startVisitor>
  messages: Message[]
  streams: Set<ServerResponse>
}
type Ask = { request: IncomingMessage; response: ServerResponse; person: Person; input: never }

export const connectionId = '0b9f7c1e-5d8a-4f53-9f0a-3c2d1e4b5a69'
export const proofCode = '123456'

const problem = (status: number, code: string) => Object.assign(new Error(code), { status })

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
}

/** The server's side of the widget as its contract says, in memory, with faults on request. */
export const startFakeServer = async (folder: string) => {
  const people: Person[] = []
  const files = new Map<string, { name: string; type: string; bytes: Buffer }>()
  const requests: { method: string; path: string; headers: IncomingMessage['headers'] }[] = []
  const faults = {
    /** Every connection is cut before anything happens. */
    down: false,
    /** That many messages are stored and their answers lost. */
    lostAnswers: 0,
    /** Reading is cut, writing is not. */
    unreadable: false,
    /** The next call as a visitor meets a token that is not known any more. */
    forgetTokens: false,
    /** A stream's start cannot go on from where the widget was. */
    reset: false,
  }
  let clock = Date.now()
  const now = () => {
    clock += 1000
    return new Date(clock).toISOString()
  }

  const publish = (person: Person, message: Message) => {
    person.messages.push(message)
    for (const stream of person.streams) writeMessage(stream, person, message)
  }
  const writeMessage = (stream: ServerResponse, person: Person, message: Message) =>
    stream.write(
      `id: ${person.messages.indexOf(message) + 1}\nevent: message\ndata: ${JSON.stringify(message)}\n\n`,
    )

  const answer = <E extends Endpoint>(
    endpoint: E,
    run: (ask: Omit<Ask, 'input'> & { input: z.output<E['input']> }) => unknown,
  ) => ({ endpoint, run: run as (ask: Ask) => unknown })

  const answers = [
    answer(contract.getWidget, () => ({
      brand: '縁側の茶',
      greeting: {
        ja: 'いらっしゃいませ。\nお茶のこと、器のこと、お気軽にどうぞ。',
        en: 'Welcome.\nAsk us about tea, bowls or your order.',
      },
      askEmail: true,
    })),
    answer(contract.startVisitor, ({ input }) => {
      if (input.jwt === 'bad') throw problem(403, 'identify.refused')
      const visitor = { id: randomUUID(), claimedEmail: null, proved: Boolean(input.jwt) }
      const person = {
        token: randomUUID(),
        visitor,
        start: input,
        messages: [],
        streams: new Set<ServerResponse>(),
      }
      people.push(person)
      return { token: person.token, visitor }
    }),
    answer(contract.getVisitor, ({ person }) => person.visitor),
    answer(contract.sendVisitorMessage, ({ person, input }) => {
      const earlier = person.messages.find(({ clientKey }) => clientKey === input.clientKey)
      if (earlier) return earlier
      if (!input.text.trim() && input.fileIds.length === 0) throw problem(400, 'message.empty')
      const message = {
        id: randomUUID(),
        mine: true,
        author: '',
        text: input.text,
        at: now(),
        clientKey: input.clientKey,
        attachments: input.fileIds.map((id) => {
          const { name, type, bytes } = files.get(id)!
          return { id, name, type, bytes: bytes.length, scan: null }
        }),
      }
      publish(person, message)
      return message
    }),
    answer(contract.listVisitorMessages, ({ person, input }) => {
      const end = input.before ? Number(input.before) : person.messages.length
      const first = Math.max(0, end - input.limit)
      return {
        data: person.messages.slice(first, end),
        previous: first > 0 ? String(first) : null,
        position: String(person.messages.length),
      }
    }),
    answer(contract.claimEmail, ({ person, input }) => {
      person.visitor.claimedEmail = input.email
      return person.visitor
    }),
    answer(contract.requestProof, () => ({})),
    answer(contract.confirmProof, ({ person, input }) => {
      if (input.code !== proofCode) throw problem(400, 'proof.wrong')
      person.visitor.proved = true
      person.messages.unshift({
        id: randomUUID(),
        mine: true,
        author: '',
        text: 'from another device',
        at: '2026-01-02T03:04:05.000Z',
        clientKey: null,
        attachments: [],
      })
      return person.visitor
    }),
    answer(contract.identifyVisitor, ({ person, input }) => {
      if (input.jwt === 'bad') throw problem(403, 'identify.refused')
      person.visitor.proved = true
      return person.visitor
    }),
    answer(contract.tellTyping, () => ({})),
    answer(contract.uploadVisitorFile, async ({ request, input }) => {
      const bytes = Buffer.concat(await request.toArray())
      const file = { name: input.name, type: input.type ?? '', bytes }
      const id = randomUUID()
      files.set(id, file)
      return { id, name: file.name, type: file.type, bytes: bytes.length, scan: null }
    }),
    answer(contract.downloadVisitorFile, ({ response, input }) => {
      const file = files.get(input.id)
      if (!file) throw problem(404, 'file.missing')
      response.end(file.bytes)
    }),
    answer(contract.streamVisitor, ({ request, response, person }) => {
      const since = Number(request.headers['last-event-id'])
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const isReset = faults.reset
      faults.reset = false
      const from = isReset ? person.messages.length : since
      response.write('retry: 1000\n\n')
      response.write(`id: ${from}\nevent: ${isReset ? 'reset' : 'resumed'}\ndata: {}\n\n`)
      for (const message of person.messages.slice(from)) writeMessage(response, person, message)
      person.streams.add(response)
      response.on('close', () => person.streams.delete(response))
    }),
  ]

  const find = (method: string, path: string) => {
    for (const { endpoint, run } of answers) {
      const pattern = new RegExp(`^${endpoint.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`)
      const found = pattern.exec(path)
      if (found && endpoint.method === method) return { endpoint, run, params: found.groups ?? {} }
    }
    throw problem(404, 'route.missing')
  }

  const admit = (request: IncomingMessage, endpoint: Endpoint) => {
    if (endpoint.allow === 'public') return undefined
    const token = request.headers.authorization?.replace('Bearer ', '')
    const person = people.find((one) => one.token === token)
    if (faults.forgetTokens) {
      faults.forgetTokens = false
      if (person) person.token = randomUUID()
      throw problem(401, 'auth.required')
    }
    if (!person) throw problem(401, 'auth.required')
    return person
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const { pathname, searchParams } = new URL(request.url!, 'http://fake')
    const method = request.method!
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    if (method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', 'GET, POST')
      response.setHeader(
        'access-control-allow-headers',
        'authorization, content-type, last-event-id',
      )
      response.setHeader('access-control-max-age', '7200')
      return response.writeHead(204).end()
    }
    requests.push({ method, path: pathname, headers: request.headers })
    if (!pathname.startsWith('/widget/v1/')) {
      const name = pathname.replace('/widget/', '') || 'demo.html'
      const file = extname(name) ? name : `${name}.html`
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
      return response.end(readFileSync(join(folder, file)))
    }
    if (faults.unreadable && method === 'GET') return request.socket.destroy()
    const { endpoint, run, params } = find(method, pathname)
    const person = admit(request, endpoint)
    const isJson = request.headers['content-type'] === 'application/json'
    const body = isJson ? JSON.parse(Buffer.concat(await request.toArray()).toString()) : {}
    const input = endpoint.input.parse({ ...Object.fromEntries(searchParams), ...body, ...params })
    const output = await run({ request, response, person: person!, input: input as never })
    if (response.headersSent || response.writableEnded) return undefined
    if (endpoint === contract.sendVisitorMessage && faults.lostAnswers > 0) {
      faults.lostAnswers -= 1
      // Cut within the body: a browser repeats by itself what was cut before it began.
      response.writeHead(200, { 'content-length': '1000' })
      return response.write('{', () => request.socket.destroy())
    }
    response.setHeader('content-type', 'application/json')
    return response.end(JSON.stringify(endpoint.output.parse(output)))
  }

  const server = createServer((request, response) => {
    if (faults.down) return void request.socket.destroy()
    serve(request, response).catch((error) => {
      const isInvalid = error instanceof z.ZodError
      const status = isInvalid ? 400 : (error.status ?? 500)
      const code = isInvalid ? 'input.invalid' : error.message
      response.writeHead(status, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ type: 'about:blank', title: code, status, code }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    people,
    files,
    requests,
    faults,
    /** The brand writes to a visitor. */
    write: (person: Person, text: string, attachments: Message['attachments'] = []) =>
      publish(person, {
        id: randomUUID(),
        mine: false,
        author: '田中',
        text,
        at: now(),
        clientKey: null,
        attachments,
      }),
    tellTyping: (person: Person) => {
      for (const stream of person.streams) stream.write('event: now\ndata: {"typing":true}\n\n')
    },
    /** Breaks every stream as a dying proxy does. */
    cutStreams: () => {
      for (const person of people) for (const stream of person.streams) stream.destroy()
    },
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
