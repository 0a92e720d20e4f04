import { migrate } from '../../foundation/server/database/migrate.ts'
import type { Command } from '../command.ts'
import { withDatabase } from '../open.ts'

export const command: Command = {
  run: (_args, config) =>
    withDatabase(config, async ({ url }) => {
      const applied = await migrate(url)
      return {
        json: { applied },
        lines: [
          { text: 'cli.migrate.done', values: { count: applied.length } },
          ...applied.map((name) => ({ text: 'cli.plain', values: { text: name } })),
        ],
      }
    }),
}
