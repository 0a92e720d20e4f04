import { setTimeout } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { AppError } from '../../shared/app-error.ts'
import type { Progress } from '../backup/format.ts'
import type { Database } from '../database/tables.generated.ts'
import { createSeal, type Seal } from '../seal.ts'
import {
  findSecrets,
  newSecret,
  readSecrets,
  type SecretSource,
  secretAgeMs,
  writeSecrets,
} from '../secret-file.ts'
import { type Resealed, reseal } from './reseal.ts'
import { keepSigningKeys } from './signing-keys.ts'

type Options = {
  url: string
  db: Kysely<Database>
  source: SecretSource
  progress: Progress
}

export type Rotated = Resealed & {
  /** `made`: a new secret; `resumed`: an earlier rotation was finished; `given`: both came from the environment. */
  secret: 'made' | 'resumed' | 'given'
  keyId: string
}

/** Longer than any write transaction may last. */
const patienceMs = 60_000

/**
 * Replaces the secret: a new one is put before the old in the file, everything is sealed under it, and only then the old
 * one goes. Servers beside follow the file. A kill leaves a file with both, from which the next run goes on.
 * Errors: `secret.rotating`, `secret.given_alone`, `secret.busy`.
 */
export const rotateSecret = async ({ url, db, source, progress }: Options): Promise<Rotated> => {
  const turn = await takeTurn(url)
  try {
    const secret = begin(source)
    const changedAt = Date.now()
    // From here on no process begins to seal with the old secret for longer than it may go without looking.
    const secrets = readSecrets(source)
    const seal = createSeal(() => secrets)
    const first = await reseal(db, seal, progress)
    await waitForOthers(db, changedAt + 2 * secretAgeMs)
    const second = await reseal(db, seal, progress)
    await keepSigningKeys(db, seal)
    if (secret !== 'given') writeSecrets(source.dataFolder, { now: secrets.now, old: [] })
    const resealed = first.resealed + second.resealed
    return { secret, keyId: seal.keyId(), resealed, unreadable: second.unreadable }
  } finally {
    await turn.end()
  }
}

/** What comes from the environment is changed there, not here. */
const begin = (source: SecretSource): Rotated['secret'] => {
  if (source.secret) {
    if (!source.oldSecret || source.oldSecret === source.secret)
      throw new AppError('conflict', 'secret.given_alone')
    return 'given'
  }
  const { now, old } = readSecrets(source)
  if (old.length > 0) return 'resumed'
  writeSecrets(source.dataFolder, { now: newSecret(), old: [now] })
  return 'made'
}

/** Two at once would each take the other's new secret for the old one. Held until the connection ends. */
const takeTurn = async (url: string) => {
  const client = new pg.Client({ connectionString: url, application_name: 'engawa-rotate' })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ mine: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('engawa-rotate', 0)) as mine`,
  )
  if (rows[0]!.mine) return client
  await client.end()
  throw new AppError('conflict', 'secret.rotating')
}

/** Until every transaction that may have sealed with the old secret has ended. */
const waitForOthers = async (db: Kysely<Database>, since: number) => {
  await setTimeout(Math.max(0, since - Date.now()))
  const end = Date.now() + patienceMs
  for (;;) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null
        and xact_start < to_timestamp(${since / 1000})`.execute(db)
    if (rows[0]!.count === 0) return
    if (Date.now() > end) throw new AppError('unavailable', 'secret.busy')
    await setTimeout(200)
  }
}

/** The seal of whoever only looks, without making a secret; undefined where there is none. */
export const findSeal = (source: SecretSource): Seal | undefined => {
  const secrets = findSecrets(source)
  return secrets?.now ? createSeal(() => secrets) : undefined
}
