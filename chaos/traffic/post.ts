import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { later } from '../../bench/cleanup.ts'

export type Answer = { status: number; body: string }

/** One request on kept connections; an answer that breaks off counts as none. */
export const createPost = (connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  later(() => agent.destroy())
  return (url: string, body: string, headers: Record<string, string>, timeoutMs = 20_000) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request(
        url,
        {
          agent,
          method: 'POST',
          timeout: timeoutMs,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () =>
            response.complete
              ? resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() })
              : reject(new Error('broken off')),
          )
        },
      )
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.on('error', reject)
      sent.end(body)
    })
}

/** What a client meets while servers die: nothing, or "come back later". Anything else is a fault. */
export type Faults = { count: Map<string, number> }

export const createFaults = (): Faults => ({ count: new Map() })

export const note = ({ count }: Faults, what: string) =>
  void count.set(what, (count.get(what) ?? 0) + 1)

export const showFaults = ({ count }: Faults) =>
  [...count].map(([what, times]) => `${times} × ${what}`).join(', ')

const mostRefusals = 50

/** Repeats the very same request until it is taken, as widget and SDK do. Throws when it is refused again and again. */
export const insist = async (
  send: () => Promise<Answer>,
  faults: Faults,
  retryMs: () => number,
): Promise<Answer> => {
  for (let refusals = 0; ; ) {
    const answer = await send().catch(() => undefined)
    if (answer && answer.status < 300) return answer
    if (answer && answer.status !== 503 && answer.status !== 429) {
      const refusal = `${answer.status} ${answer.body.slice(0, 120)}`
      note(faults, refusal)
      refusals += 1
      if (refusals > mostRefusals) throw new Error(`refused for good: ${refusal}`)
    }
    await delay(retryMs())
  }
}
