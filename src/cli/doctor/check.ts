import type { Kysely } from 'kysely'
import type { Config } from '../../foundation/server/config.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'

/** `notice` is for a person to know and no fault. Texts: `doctor.<check>.<state>`, filled with the facts. */
export type Finding = {
  check: string
  state: 'ok' | 'notice' | 'wrong'
  facts: Record<string, string | number>
}

/** Several findings where several things can be wrong at once. */
export type MachineCheck = (config: Config) => Promise<Finding[]>
export type DatabaseCheck = (db: Kysely<Database>) => Promise<Finding[]>
