import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Unreadable } from '../../foundation/server/backup/find-sealed.ts'
import { restore } from '../../foundation/server/backup/restore.ts'
import { createLog } from '../../foundation/server/log.ts'
import { followSecrets } from '../../foundation/server/secret-file.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { eraseRestored } from '../../modules/privacy/index.ts'
import { openServices } from '../../open-services.ts'
import { modules } from '../../parts.ts'
import type { Command } from '../command.ts'
import { noteInAudit } from '../note-in-audit.ts'
import { withDatabase } from '../open.ts'
import { showProgress } from '../show-progress.ts'

/** Before a database is made for it. Errors: `cli.file_unreadable`. */
const findFile = (word: string) => {
  const path = resolve(word)
  try {
    accessSync(path, constants.R_OK)
    return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AppError('invalid', 'cli.file_unreadable', { file: path, reason: code ?? '' })
  }
}

const lineOf = (one: Unreadable) => ({ text: 'cli.restore.unreadable_one', values: one })

export const command: Command = {
  words: 'one',
  run: async (args, config) => {
    const path = findFile(args.words[0]!)
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
    return withDatabase(config, async ({ url }, closers) => {
      const began = Date.now()
      const log = createLog(config.logLevel)
      const secret = followSecrets(config)
      const services = openServices(
        config,
        { log, databaseUrl: url, secret, connections: 1 },
        closers,
      )
      const { seal, files } = services
      let erased = 0
      const { header, manifest, applied, unreadable, sameSecret } = await restore({
        url,
        path,
        seal,
        log,
        files,
        progress: showProgress(),
        restored: async (db) => {
          for (const module of modules) await module.restored?.(db, seal)
          erased = await eraseRestored({ ...services, db })
        },
      })
      await noteInAudit(url, 'backup.restored')
      const facts = {
        rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
        jobs: manifest.jobs.rows,
        files: manifest.files.count,
        begun: header.begun,
        seconds: (Date.now() - began) / 1000,
      }
      const { missing } = manifest.files
      return {
        json: { ...facts, erased, applied, sameSecret: sameSecret ?? null, unreadable, missing },
        lines: [
          { text: 'cli.restore.done', values: facts },
          ...(applied.length > 0
            ? [{ text: 'cli.migrate.done', values: { count: applied.length } }]
            : []),
          ...applied.map((name) => ({ text: 'cli.plain', values: { text: name } })),
          ...(erased > 0 ? [{ text: 'cli.restore.erased', values: { count: erased } }] : []),
          ...(missing.length > 0
            ? [{ text: 'cli.restore.missing', values: { count: missing.length } }]
            : []),
          ...(sameSecret === false ? [{ text: 'cli.restore.other_secret' }] : []),
          ...(unreadable.length > 0 ? [{ text: 'cli.restore.unreadable' }] : []),
          ...unreadable.map(lineOf),
        ],
      }
    })
  },
}
