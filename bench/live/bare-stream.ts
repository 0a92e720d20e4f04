import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'

/** What server-sent events cost by themselves: each body posted goes to every open stream; nothing is stored. */
const streams = new Set<ServerResponse>()
const padding = 'x'.repeat(1000)

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': open\n\n')
    streams.add(response)
    return
  }
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const frame = `event: message\ndata: ${Buffer.concat(parts)}${padding}\n\n`
  for (const stream of streams) stream.write(frame)
  response.writeHead(200).end('{}')
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as { port: number }
process.stdout.write(`bare ready http://127.0.0.1:${port}\n`)
