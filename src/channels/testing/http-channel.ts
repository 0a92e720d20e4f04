import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { defineChannel, type HandTools, type SendResult } from '../channel.ts'
import { parseError } from '../parse-error.ts'

const settings = z.object({
  /** Of the provider, without a path. */
  url: z.url(),
  secret: z.string().min(1).max(200),
})
export type HttpSettings = z.infer<typeof settings>

export const codes = [
  'http.refused',
  'http.deferred',
  'http.unreachable',
  'http.no_answer',
  'http.malformed',
]

const inbound = z.object({ id: z.string().min(1), from: z.email(), text: z.string().max(10_000) })
const inbox = z.object({ data: z.array(inbound), next: z.number() })
const lookMs = 200

/**
 * A channel as messengers have it, for tests alone: JSON over HTTP, with a key by which the provider recognises a
 * repeat. It is registered by whoever tests with it, and offered to nobody.
 */
export const httpChannel = defineChannel<HttpSettings>({
  key: 'http-test',
  settings,
  form: [
    { path: 'url', kind: 'text', required: true },
    { path: 'secret', kind: 'secret', required: true },
  ],
  can: { text: 10_000, subject: false, attachments: false, html: false },
  recognisesRepeats: true,
  address: ({ url }) => new URL(url).host,
  watch: async ({ url, secret }, { signal, receiveAll, readCursor, saveCursor, report }) => {
    let after = Number((await readCursor()) ?? 0)
    while (!signal.aborted) {
      const answer = await fetch(`${url}/inbox?after=${after}`, {
        headers: { authorization: `Bearer ${secret}` },
        signal,
      })
      const { data, next } = inbox.parse(await answer.json())
      if (data.length > 0) {
        await receiveAll(
          data.map((one) => ({ raw: Buffer.from(JSON.stringify(one)), key: one.id })),
        )
        after = next
        await saveCursor(after)
      }
      await report({ ok: true })
      await delay(lookMs, undefined, { signal }).catch(() => undefined)
    }
  },
  parse: async (raw) => {
    const read = inbound.safeParse(toJson(raw))
    if (!read.success) throw parseError('http.malformed')
    const { id, from, text } = read.data
    const plain = text.toWellFormed().replaceAll('\u0000', '')
    return {
      kind: 'message',
      providerId: id,
      from: { type: 'email', value: from },
      to: [],
      cc: [],
      subject: '',
      text: plain,
      newTextLength: plain.length,
      attachments: [],
      references: [],
    }
  },
  send: async ({ url, secret }, { sendKey, to, text }, tools) => {
    const body = JSON.stringify({ to: to[0]?.address ?? '', text })
    const headers = {
      authorization: `Bearer ${secret}`,
      'idempotency-key': sendKey,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    return post(`${url}/messages`, headers, body, tools)
  },
})

/** Connects first: a provider that is not there has nothing, and one that waits for the rest has nothing yet. */
const post = async (
  url: string,
  headers: Record<string, string | number>,
  body: string,
  { signal, handingOver }: HandTools,
): Promise<SendResult> => {
  let handed = false
  try {
    signal.throwIfAborted()
    const call = request(url, { method: 'POST', headers, signal, agent: false })
    // Waited for below; until then nobody else listens.
    call.on('error', () => undefined)
    const answered = once(call, 'response') as Promise<[IncomingMessage]>
    answered.catch(() => undefined)
    call.flushHeaders()
    const [socket] = await once(call, 'socket')
    if (socket.connecting) await once(socket, 'connect')
    try {
      await handingOver()
    } catch (error) {
      call.destroy()
      throw error
    }
    handed = true
    call.end(body)
    const [response] = await answered
    return await outcomeOf(response)
  } catch (error) {
    const detail = (error as Error).message
    return handed
      ? { outcome: 'unknown', code: 'http.no_answer', detail }
      : { outcome: 'retry', code: 'http.unreachable', detail, down: true }
  }
}

const outcomeOf = async (response: IncomingMessage): Promise<SendResult> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const status = response.statusCode ?? 0
  const detail = String(status)
  if (status === 429) return { outcome: 'retry', code: 'http.deferred', detail, down: false }
  if (status === 503) return { outcome: 'retry', code: 'http.deferred', detail, down: true }
  if (status >= 500) return { outcome: 'unknown', code: 'http.no_answer', detail }
  if (status >= 400) return { outcome: 'failed', code: 'http.refused', detail, down: false }
  const { id } = z.object({ id: z.string() }).parse(toJson(Buffer.concat(chunks)))
  return { outcome: 'sent', providerId: id }
}

const toJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
