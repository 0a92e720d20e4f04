import { once } from 'node:events'
import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { later } from '../cleanup.ts'

const atOnce = 50

/** Opens a stream for each of these; resolves when all have begun. */
export const openIdle = async (url: string, headers: readonly Record<string, string>[]) => {
  const open = new Set<ClientRequest>()
  later(() => {
    for (const request of open) request.destroy()
  })
  const openOne = async (one: Record<string, string>) => {
    const request = get(url, { headers: one, agent: false })
    request.on('error', () => undefined)
    open.add(request)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    if (response.statusCode !== 200) throw new Error(`stream: ${response.statusCode}`)
    await once(response, 'data')
    response.resume()
  }
  for (let from = 0; from < headers.length; from += atOnce)
    await Promise.all(headers.slice(from, from + atOnce).map(openOne))
}
