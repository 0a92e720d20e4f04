import { connectDatabase } from '../../foundation/server/database/connect.ts'
import { compareMigrations } from '../../foundation/server/database/migrate.ts'
import { createLog } from '../../foundation/server/log.ts'
import { rotateSecret } from '../../foundation/server/rotation/rotate-secret.ts'
import { findSecrets } from '../../foundation/server/secret-file.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import type { Command } from '../command.ts'
import { noteInAudit } from '../note-in-audit.ts'
import { withDatabase } from '../open.ts'
import { showProgress } from '../show-progress.ts'

export const command: Command = {
  run: (_args, config) =>
    withDatabase(config, async ({ url }, closers) => {
      const { pending, foreign } = await compareMigrations(url)
      if (foreign.length > 0)
        throw new AppError('unavailable', 'database.newer', { migration: foreign.at(-1) })
      if (pending.length > 0)
        throw new AppError('conflict', 'cli.migrations_pending', { migration: pending[0] })
      // Without one nothing is sealed yet; a new one here would be another than the server's.
      if (!findSecrets(config)?.now)
        throw new AppError('unavailable', 'cli.secret_missing', { folder: config.dataFolder })
      const { db, close } = connectDatabase(url, createLog(config.logLevel), 2)
      closers.push(close)
      const rotated = await rotateSecret({ url, db, source: config, progress: showProgress() })
      await noteInAudit(url, 'secret.rotated')
      const { secret, resealed, unreadable } = rotated
      return {
        json: rotated,
        lines: [
          { text: `cli.secret-rotate.${secret}`, values: { count: resealed } },
          ...(unreadable > 0
            ? [{ text: 'cli.secret-rotate.unreadable', values: { count: unreadable } }]
            : []),
        ],
        wrong: unreadable > 0,
      }
    }),
}
