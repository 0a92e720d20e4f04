import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { scanStream } from './clamd.ts'
import { refuseUnsafe } from './scans.ts'

const longestMs = 30_000

/**
 * For what is stored as it came and rarely asked for, a whole mail: looked through when somebody wants it. Errors:
 * `file.infected`, `file.not_scannable`; `file.not_scanned` when the scanner cannot be asked.
 */
export const refuseUnsafeBytes = async ({ services }: Context, sha256: string): Promise<void> => {
  const { clamd } = services.config
  if (!clamd) return
  const signal = AbortSignal.timeout(longestMs)
  const verdict = await scanStream(clamd, services.files.stream(sha256), signal).catch(() => {
    throw new AppError('unavailable', 'file.not_scanned')
  })
  refuseUnsafe({ scan: verdict.state, finding: 'finding' in verdict ? verdict.finding : null })
}
