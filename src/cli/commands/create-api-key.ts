import * as contract from '../../modules/members/contract.ts'
import { createApiKeyFor } from '../../modules/members/index.ts'
import { permissions } from '../../parts.ts'
import type { Command } from '../command.ts'
import { withServices } from '../with-services.ts'

export const command: Command = {
  options: { name: { type: 'string' }, scopes: { type: 'string' } },
  run: async (args, config) => {
    const { name, scopes } = contract.createApiKey.input.parse({
      name: args.need('name'),
      scopes: args
        .get('scopes')
        ?.split(',')
        .map((scope) => scope.trim())
        .filter(Boolean),
    })
    return withServices(config, args, async ({ services, workspaceId }) => {
      const wanted = { name, ...(scopes ? { scopes } : {}), workspaceId }
      const { key } = await createApiKeyFor(services, permissions, wanted)
      return { json: { key }, lines: [{ text: 'cli.plain', values: { text: key } }] }
    })
  },
}
