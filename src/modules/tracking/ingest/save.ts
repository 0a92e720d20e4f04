import { hash } from 'node:crypto'
import type pg from 'pg'
import { weeksToClaim } from '../weeks.ts'
import type { Source } from './find-source.ts'
import type { Ready, Refused } from './read-event.ts'
import { type Placed, saveAtBorder, saveOnce, type Tally, valuesOf } from './save-statement.ts'
import { cleanText } from './storable-text.ts'

export type Batch = { ready: readonly Ready[]; refused: readonly Refused[] }

/**
 * Stores a batch durably, each event once per (workspace, source, message id). An event that the database cannot hold
 * is found by halving and refused; other errors (database away) are thrown, and then nothing was acknowledged.
 */
export const save = async (pool: pg.Pool, batch: Batch, now: number): Promise<void> => {
  try {
    await write(pool, batch, now)
  } catch (error) {
    if (!isAboutTheRows(error)) throw error
    const [ready, refused] = [batch.ready, batch.refused]
    if (ready.length > 1 || (ready.length === 1 && refused.length > 0)) {
      const middle = Math.floor(ready.length / 2)
      await save(pool, { ready: ready.slice(0, middle), refused }, now)
      await save(pool, { ready: ready.slice(middle), refused: [] }, now)
    } else if (ready.length === 1) {
      const { source, row } = ready[0]!
      const { code = '' } = error as { code?: string }
      const unstorable = {
        source,
        code: 'event.unstorable',
        detail: code,
        body: JSON.stringify(row),
      }
      await write(pool, { ready: [], refused: [unstorable] }, now)
    } else if (refused.length > 1 || typeof refused[0]?.body !== 'string') {
      // As plain text any body can be kept.
      for (const one of refused) {
        await write(pool, { ready: [], refused: [{ ...one, body: jsonOf(one.body) }] }, now)
      }
    } else throw error
  }
}

/** SQLSTATE 22: data the types cannot hold; 54: too deep or too long. */
const isAboutTheRows = (error: unknown) => /^(22|54)/.test((error as { code?: string }).code ?? '')

const write = async (pool: pg.Pool, { ready, refused }: Batch, now: number) => {
  const tallies = new Map<string, Tally & { place: number }>()
  const tallyOf = ({ workspaceId, id }: Source) => {
    const tally = tallies.get(id) ?? { w: workspaceId, s: id, sent: 0, place: tallies.size }
    tallies.set(id, tally)
    return tally
  }
  const events = new Map<string, Placed>()
  for (const one of ready) {
    const tally = tallyOf(one.source)
    tally.sent += 1
    const key = `${one.source.id} ${one.messageId}`
    if (!events.has(key)) events.set(key, { ...one, place: tally.place })
  }
  const kept = refused.map((one) => {
    tallyOf(one.source)
    return refusedRow(one)
  })
  if (tallies.size === 0) return
  const { before, claim } = weeksToClaim(now)
  await pool.query({
    ...(claim.length === 1 ? saveOnce : saveAtBorder),
    values: valuesOf([...events.values()], kept, [...tallies.values()], now, [before, ...claim]),
  })
}

const longestBody = 64 * 1024
const longestEnvelope = 16 * 1024

/** Named by its content: a request sent again keeps its bad events once. */
const refusedRow = ({ source, code, detail, body, envelope }: Refused) => {
  const json = jsonOf(body)
  const digest = hash('sha256', `${source.id} ${code} ${json}`, 'hex')
  const kept =
    json.length > longestBody ? JSON.stringify(json.slice(0, longestBody).toWellFormed()) : json
  const fields = {
    w: source.workspaceId,
    s: source.id,
    i: `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    code,
    detail: cleanText(detail),
    envelope: envelopeOf(envelope),
  }
  return `${JSON.stringify(fields).slice(0, -1)},"body":${kept}}`
}

/** A shared context may be as large as anything; without it the event can still be read again. */
const envelopeOf = (envelope: Refused['envelope']) => {
  const whole = jsonOf(envelope)
  if (whole.length <= longestEnvelope) return JSON.parse(whole)
  return { kind: envelope?.kind, sentAt: envelope?.sentAt }
}

const jsonOf = (body: unknown): string => {
  try {
    return JSON.stringify(cleanText(body)) ?? 'null'
  } catch {
    return '"(nested too deeply to keep)"'
  }
}
