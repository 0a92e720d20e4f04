import type { Config } from '../foundation/server/config.ts'
import { type Context, systemContext } from '../foundation/server/context.ts'
import { compareMigrations, migrate } from '../foundation/server/database/migrate.ts'
import { createLog } from '../foundation/server/log.ts'
import { findSecrets, followSecrets } from '../foundation/server/secret-file.ts'
import { AppError } from '../foundation/shared/app-error.ts'
import { findFirstWorkspace } from '../modules/workspaces/index.ts'
import { openServices } from '../open-services.ts'
import type { Args } from './command.ts'
import { withDatabase } from './open.ts'

/**
 * Runs `work` with what a server has open, as the product itself, in the workspace named or the first.
 * Errors: `workspace.none`, `workspace.missing`, `cli.migrations_pending`, `cli.secret_missing`.
 */
export const withServices = <T>(
  config: Config,
  args: Args,
  work: (ctx: Context) => Promise<T>,
): Promise<T> =>
  withDatabase(config, async ({ url, own }, closers) => {
    if (own) await migrate(url)
    else await refuseOtherSchema(url)
    if (!own && !findSecrets(config)?.now)
      throw new AppError('unavailable', 'cli.secret_missing', { folder: config.dataFolder })
    const secret = followSecrets(config)
    const log = createLog(config.logLevel)
    const services = openServices(
      config,
      { log, databaseUrl: url, secret, connections: 4 },
      closers,
    )
    const workspaceId = args.get('workspace') ?? (await findFirstWorkspace(services.db))
    if (!workspaceId) throw new AppError('missing', 'workspace.none')
    const found = await services.db
      .selectFrom('workspace')
      .select('id')
      .where('id', '=', workspaceId)
      .executeTakeFirst()
    if (!found) throw new AppError('missing', 'workspace.missing')
    return work(systemContext(services, workspaceId, 'command-line'))
  })

/** A server may be running on it, perhaps of another version: then nothing is migrated under its feet. */
const refuseOtherSchema = async (url: string) => {
  const { pending, foreign } = await compareMigrations(url)
  if (foreign.length > 0)
    throw new AppError('unavailable', 'database.newer', { migration: foreign.at(-1) })
  if (pending.length > 0)
    throw new AppError('conflict', 'cli.migrations_pending', { migration: pending[0] })
}
