import { Agent, type RequestOptions, request } from 'node:http'

const send = (url: string, options: RequestOptions, body?: string | Buffer) =>
  new Promise<string>((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if (response.statusCode === 200) resolve(text)
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 200)}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Posts on kept connections and reads the answer to its end; throws unless it is 200. */
export const createPoster = (connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return (url: string, body: string | Buffer, headers: Record<string, string>) =>
    send(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      body,
    )
}

/** The same for reading. */
export const createGetter = (connections: number, headers: Record<string, string>) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return (url: string) => send(url, { agent, headers })
}
