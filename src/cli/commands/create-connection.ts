import { readFileSync } from 'node:fs'
import { AppError } from '../../foundation/shared/app-error.ts'
import * as contract from '../../modules/connections/contract.ts'
import { createConnection } from '../../modules/connections/index.ts'
import type { Command } from '../command.ts'
import { withServices } from '../with-services.ts'

const standardInput = 0

/** Errors: `cli.settings_unreadable`. */
const readSettings = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file === '-' ? standardInput : file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Not the parser's own words: they may quote a password.
    throw new AppError('invalid', 'cli.settings_unreadable', { file, reason: code ?? 'JSON' })
  }
}

export const command: Command = {
  options: {
    channel: { type: 'string' },
    name: { type: 'string' },
    settings: { type: 'string' },
  },
  run: async (args, config) => {
    const channel = args.need('channel')
    const file = channel === 'web-chat' ? args.get('settings') : args.need('settings')
    const input = contract.createConnection.input.parse({
      channel,
      name: args.get('name'),
      settings: file === undefined ? {} : readSettings(file),
    })
    return withServices(config, args, async (ctx) => {
      const { id } = await createConnection(ctx, input)
      return { json: { id }, lines: [{ text: 'cli.plain', values: { text: id } }] }
    })
  },
}
