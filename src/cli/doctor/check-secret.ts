import type { Config } from '../../foundation/server/config.ts'
import { countOldSeals } from '../../foundation/server/rotation/reseal.ts'
import { findSeal } from '../../foundation/server/rotation/rotate-secret.ts'
import { findSecrets } from '../../foundation/server/secret-file.ts'
import type { DatabaseCheck, Finding } from './check.ts'

/** Whether everything that is sealed is sealed with the present secret. */
export const checkSecret =
  (config: Config): DatabaseCheck =>
  async (db) => {
    const seal = findSeal(config)
    if (!seal)
      return [{ check: 'secret-missing', state: 'wrong', facts: { folder: config.dataFolder } }]
    const { resealed, unreadable } = await countOldSeals(db, seal)
    const found: Finding[] = []
    if (resealed > 0)
      found.push({ check: 'secret-old', state: 'notice', facts: { count: resealed } })
    else if ((findSecrets(config)?.old.length ?? 0) > 0)
      found.push({ check: 'secret-kept', state: 'notice', facts: {} })
    if (unreadable > 0)
      found.push({ check: 'secret-lost', state: 'wrong', facts: { count: unreadable } })
    return found.length > 0 ? found : [{ check: 'secret', state: 'ok', facts: {} }]
  }
