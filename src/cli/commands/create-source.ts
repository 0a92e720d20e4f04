import * as contract from '../../modules/tracking/contract.ts'
import { createSource } from '../../modules/tracking/index.ts'
import type { Command } from '../command.ts'
import { withServices } from '../with-services.ts'

export const command: Command = {
  options: { name: { type: 'string' } },
  run: async (args, config) => {
    const input = contract.createSource.input.parse({ name: args.need('name') })
    return withServices(config, args, async (ctx) => {
      const { writeKey } = await createSource(ctx, input)
      return { json: { writeKey }, lines: [{ text: 'cli.plain', values: { text: writeKey } }] }
    })
  },
}
