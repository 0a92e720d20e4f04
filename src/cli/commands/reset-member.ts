import { createResetLinkFor } from '../../modules/members/index.ts'
import type { Command } from '../command.ts'
import { withServices } from '../with-services.ts'

export const command: Command = {
  words: 'one',
  run: (args, config) =>
    withServices(config, args, async ({ services }) => {
      const link = await createResetLinkFor(services, args.words[0]!)
      return { json: { link }, lines: [{ text: 'cli.plain', values: { text: link } }] }
    }),
}
