import type { ParseArgsConfig } from 'node:util'
import type { Config } from '../foundation/server/config.ts'

/** A text of ours by id, for plain output. */
export type Line = { text: string; values?: Record<string, string | number> }

export type Answer = {
  /** What `--json` prints, on one line. */
  json: unknown
  lines: Line[]
  /** The command worked and found something wrong: exit 1. */
  wrong?: boolean
}

export type Args = {
  words: string[]
  /** The value of a required option. Errors: `cli.option_missing`. */
  need: (name: string) => string
  get: (name: string) => string | undefined
  has: (name: string) => boolean
}

/** Texts: `cli.<name>.usage` and `cli.<name>.summary`, the name with hyphens. */
export type Command = {
  options?: NonNullable<ParseArgsConfig['options']>
  /** How many words it takes after its name; `some` is at least one. */
  words?: 'none' | 'one' | 'some'
  run: (args: Args, config: Config) => Promise<Answer>
}
