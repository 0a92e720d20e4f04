import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../foundation/server/config.ts'
import { connectDatabase } from '../../foundation/server/database/connect.ts'
import { compareMigrations } from '../../foundation/server/database/migrate.ts'
import { createLog } from '../../foundation/server/log.ts'
import type { Command } from '../command.ts'
import type { Finding } from '../doctor/check.ts'
import { checkHorizon, checkReaders, checkSetAside } from '../doctor/check-log.ts'
import { machineChecks } from '../doctor/check-machine.ts'
import { checkScanner, checkScans } from '../doctor/check-scanner.ts'
import { checkPartitions, checkServer } from '../doctor/check-schema.ts'
import { checkSecret } from '../doctor/check-secret.ts'
import { checkSigning } from '../doctor/check-signing.ts'
import {
  checkConnections,
  checkJobs,
  checkQuarantine,
  checkReconciliations,
  checkStalls,
} from '../doctor/check-work.ts'
import { withDatabase } from '../open.ts'

/** Of the tables: only once they are there. */
const tableChecks = [
  checkPartitions,
  checkReaders,
  checkSetAside,
  checkHorizon,
  checkJobs,
  checkQuarantine,
  checkConnections,
  checkStalls,
  checkReconciliations,
  checkScans,
  checkSigning(),
]

const checkMigrations = async (url: string): Promise<Finding> => {
  const { pending, foreign } = await compareMigrations(url)
  if (foreign.length > 0)
    return { check: 'migrations-foreign', state: 'wrong', facts: { names: foreign.join(', ') } }
  const facts = { names: pending.join(', ') }
  return { check: 'migrations', state: pending.length > 0 ? 'wrong' : 'ok', facts }
}

const checkDatabase = async (config: Config): Promise<Finding[]> => {
  const isMissing = !config.databaseUrl && !existsSync(join(config.dataFolder, 'postgres'))
  if (isMissing) return [{ check: 'database-missing', state: 'wrong', facts: {} }]
  return withDatabase(config, async ({ url }, closers) => {
    const { db, close } = connectDatabase(url, createLog(config.logLevel), 2)
    closers.push(close)
    const server = await checkServer(db)
    const migrations = await checkMigrations(url)
    const findings = [...server, migrations]
    if (findings.some((one) => one.state === 'wrong')) return findings
    for (const check of [...tableChecks, checkSecret(config)]) findings.push(...(await check(db)))
    return findings
  })
}

/** What cannot even be asked is a finding, too. */
const orUnreachable = (error: Error & { code?: string }): Finding[] => [
  { check: 'database', state: 'wrong', facts: { version: error.code ?? error.message } },
]

export const command: Command = {
  run: async (_args, config) => {
    const machine = await Promise.all(
      [...machineChecks, checkScanner].map((check) => check(config)),
    )
    const findings = [...machine.flat(), ...(await checkDatabase(config).catch(orUnreachable))]
    const wrong = findings.some((one) => one.state === 'wrong')
    return {
      json: { ok: !wrong, checks: findings.map(({ facts, ...one }) => ({ ...one, ...facts })) },
      lines: findings.map(({ check, state, facts }) => ({
        text: `doctor.${check}.${state}`,
        values: facts,
      })),
      wrong,
    }
  },
}
