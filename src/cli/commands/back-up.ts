import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backUp } from '../../foundation/server/backup/back-up.ts'
import { openFolderStore } from '../../foundation/server/files/store.ts'
import { findSeal } from '../../foundation/server/rotation/rotate-secret.ts'
import type { Command } from '../command.ts'
import { noteInAudit } from '../note-in-audit.ts'
import { withDatabase } from '../open.ts'
import { showProgress } from '../show-progress.ts'

export const command: Command = {
  words: 'one',
  run: (args, config) =>
    withDatabase(config, async ({ url }) => {
      const began = Date.now()
      const path = resolve(args.words[0]!)
      const { tables, jobs, files } = await backUp({
        url,
        path,
        files: openFolderStore(join(config.dataFolder, 'files')),
        seal: findSeal(config),
        progress: showProgress(),
      })
      await noteInAudit(url, 'backup.made')
      const facts = {
        file: path,
        bytes: statSync(path).size,
        rows: tables.reduce((sum, table) => sum + table.rows, 0),
        jobs: jobs.rows,
        files: files.count,
        seconds: (Date.now() - began) / 1000,
      }
      const { missing } = files
      return {
        json: { ...facts, missing },
        lines: [
          { text: 'cli.backup.done', values: facts },
          { text: 'cli.backup.secret' },
          ...(missing.length > 0
            ? [{ text: 'cli.backup.missing', values: { count: missing.length } }]
            : []),
          ...missing.map((name) => ({ text: 'cli.plain', values: { text: name } })),
        ],
        wrong: missing.length > 0,
      }
    }),
}
