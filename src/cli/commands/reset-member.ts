import { createResetLinkFor, resetSecondFactorFor } from '../../modules/members/index.ts'
import type { Command } from '../command.ts'
import { withServices } from '../with-services.ts'

export const command: Command = {
  words: 'one',
  options: { 'second-factor': { type: 'boolean' } },
  run: (args, config) =>
    withServices(config, args, async ({ services }) => {
      const [email = ''] = args.words
      const removed = args.has('second-factor')
      if (removed) await resetSecondFactorFor(services, email)
      const link = await createResetLinkFor(services, email)
      return {
        json: { link, secondFactorRemoved: removed },
        lines: [
          ...(removed ? [{ text: 'cli.member-reset.second_factor' }] : []),
          { text: 'cli.plain', values: { text: link } },
        ],
      }
    }),
}
