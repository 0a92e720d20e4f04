import { connect } from 'node:net'
import type { Readable } from 'node:stream'
import type { Config } from '../../../foundation/server/config.ts'

export type ClamdAddress = NonNullable<Config['clamd']>

export type Verdict =
  | { state: 'clean' }
  /** `finding` is the scanner's name for it, or why it would not look. */
  | { state: 'infected' | 'unscannable'; finding: string }

const connectMs = 5000
const silenceMs = 60_000
const longestAnswer = 4096

/**
 * One exchange: a command, what follows it, and the answer up to its NUL (clamd(8), the `z` form). Rejects when clamd
 * cannot be reached, falls silent or breaks off.
 */
const exchange = (
  address: ClamdAddress,
  command: string,
  follow: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
  signal: AbortSignal,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(address)
    let answer = ''
    let late = setTimeout(() => end(new Error('clamd does not answer')), connectMs)
    const wait = (ms: number) => {
      clearTimeout(late)
      late = setTimeout(() => end(new Error('clamd does not answer')), ms)
    }
    const end = (error: unknown, text?: string) => {
      clearTimeout(late)
      signal.removeEventListener('abort', abort)
      socket.destroy()
      if (error) reject(error)
      else resolve(text ?? '')
    }
    const abort = () => end(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    const write = (bytes: Uint8Array) =>
      new Promise<void>((written, failed) => {
        wait(silenceMs)
        socket.write(bytes, (error) => (error ? failed(error) : written()))
      })
    socket.on('data', (bytes) => {
      wait(silenceMs)
      answer += bytes.toString('utf8')
      const at = answer.indexOf('\0')
      if (at >= 0) end(undefined, answer.slice(0, at))
      else if (answer.length > longestAnswer) end(new Error('clamd says too much'))
    })
    socket.on('error', end)
    socket.on('close', () => end(new Error('clamd broke off')))
    socket.on('connect', () => {
      // It may answer and close before all has been sent: then the answer counts, which has come or is about to.
      write(Buffer.from(`z${command}\0`))
        .then(() => follow(write))
        .catch(() => undefined)
    })
  })

const length = (bytes: number) => {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(bytes)
  return prefix
}

const readVerdict = (answer: string): Verdict => {
  const said = answer.replace(/^stream: /, '').trim()
  if (said === 'OK') return { state: 'clean' }
  const found = /^(.{1,200}?)(?:\([0-9a-f]+:\d+\))? FOUND$/.exec(said)?.[1]
  if (found) return { state: 'infected', finding: found }
  if (/size limit exceeded/i.test(said)) return { state: 'unscannable', finding: 'too-large' }
  // `… ERROR` of any other kind is the scanner's own trouble.
  throw new Error(`clamd said: ${said.slice(0, 200)}`)
}

/** Has bytes looked through (INSTREAM). Rejects when the scanner cannot be asked now. */
export const scanStream = async (
  address: ClamdAddress,
  bytes: Readable,
  signal: AbortSignal,
): Promise<Verdict> => {
  let unreadable: unknown
  const answer = await exchange(
    address,
    'INSTREAM',
    async (write) => {
      try {
        for await (const chunk of bytes as AsyncIterable<Buffer>) {
          if (chunk.length === 0) continue
          await write(length(chunk.length))
          await write(chunk)
        }
      } catch (error) {
        unreadable = error
      }
      await write(length(0))
    },
    signal,
  ).finally(() => bytes.destroy())
  // Half a file was looked at, which says nothing of the whole.
  if (unreadable) throw unreadable
  return readVerdict(answer)
}

/** Its version and that of its signatures: `ClamAV 1.4.2/27800/…`. */
export const askVersion = (address: ClamdAddress, signal: AbortSignal): Promise<string> =>
  exchange(address, 'VERSION', async () => undefined, signal)
