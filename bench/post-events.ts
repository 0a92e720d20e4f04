import { Agent, request } from 'node:http'
import { later } from './cleanup.ts'
import type { ShopEvent } from './tracked-events.ts'

/** Posts a batch as a library for servers does; resolves when it was taken. */
export const createPost = (url: string, writeKey: string, connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  later(() => agent.destroy())
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  return (events: ShopEvent[]) =>
    new Promise<void>((resolve, reject) => {
      const body = Buffer.from(JSON.stringify({ batch: events, sentAt: new Date().toISOString() }))
      const headers = {
        authorization,
        'content-type': 'application/json',
        'content-length': body.length,
      }
      const sent = request(`${url}/v1/batch`, { agent, method: 'POST', headers }, (response) => {
        response.resume()
        response.on('end', () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`answered ${response.statusCode}`)),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
}
