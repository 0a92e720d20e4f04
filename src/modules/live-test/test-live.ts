import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { type Http, sent } from '../../foundation/server/http/route.ts'
import { frame } from '../../foundation/server/live/frame.ts'
import { streamHeaders } from '../../foundation/server/live/stream.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'

/** Each holds a connection for up to two minutes. */
const most = 20
/** As often as the desk's own stream gives a sign of life. */
const signOfLifeMs = 20_000
let running = 0

/** Errors: `live_test.busy`. */
export const testLive = async (
  _ctx: Context,
  input: z.output<typeof contract.testLive.input>,
  { request, reply }: Http,
): Promise<typeof sent> => {
  if (running >= most) throw new AppError('unavailable', 'live_test.busy', { retryAfter: 60 })
  const gone = new AbortController()
  running += 1
  reply.hijack()
  reply.raw.once('close', () => gone.abort())
  reply.raw.writeHead(200, streamHeaders)
  const write = (text: string) => void reply.raw.write(text)
  await run(input, Number(request.headers['last-event-id']) || 0, write, gone.signal)
    // Whoever hangs up has seen enough.
    .catch(() => undefined)
    .finally(() => {
      running -= 1
      reply.raw.end()
    })
  return sent
}

const run = async (
  { ticks, everyMs, quietSeconds }: z.output<typeof contract.testLive.input>,
  after: number,
  write: (text: string) => void,
  signal: AbortSignal,
) => {
  write(frame('begin', { after }))
  for (let number = after + 1; number <= ticks; number += 1) {
    write(frame('tick', { at: Date.now() }, String(number)))
    if (number < ticks) await delay(everyMs, undefined, { signal })
  }
  const end = Date.now() + quietSeconds * 1000
  for (let left = quietSeconds * 1000; left > 0; left = end - Date.now()) {
    await delay(Math.min(left, signOfLifeMs), undefined, { signal })
    write(': still here\n\n')
  }
  write(frame('end', {}))
}
