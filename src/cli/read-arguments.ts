import { parseArgs } from 'node:util'
import { AppError } from '../foundation/shared/app-error.ts'
import type { Args, Command } from './command.ts'

const always = {
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  workspace: { type: 'string' },
} as const

/** Errors: `cli.option_missing`, `cli.words`, and what Node says of options that do not exist. */
export const readArguments = (command: Command, given: readonly string[]): Args => {
  const { values, positionals } = parseArgs({
    args: [...given],
    options: { ...always, ...command.options },
    allowPositionals: true,
  })
  const options = values as Record<string, string | boolean | undefined>
  const get = (name: string) => {
    const value = options[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const expected = command.words ?? 'none'
  const fits =
    expected === 'some' ? positionals.length > 0 : positionals.length === Number(expected === 'one')
  if (!fits && options.help !== true) throw new AppError('invalid', 'cli.words', { expected })
  return {
    words: positionals,
    get,
    has: (name) => options[name] === true,
    need: (name) => {
      const value = get(name)
      if (value === undefined) throw new AppError('invalid', 'cli.option_missing', { name })
      return value
    },
  }
}
