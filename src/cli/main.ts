import { readConfig } from '../foundation/server/config.ts'
import type { Answer, Line } from './command.ts'
import { commands } from './commands.ts'

const given = process.argv.slice(2)

/** The longest run of leading words that names a command. */
const findName = () =>
  [given.slice(0, 2).join(' '), given[0] ?? ''].find((name) => Object.hasOwn(commands, name))

const openTexts = async () => {
  const { localeOf, openTexts } = await import('./texts.ts')
  return openTexts(localeOf(process.env))
}

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`${text}\n`)

const textOf = (name: string) => name.replace(' ', '-')

const showHelp = async (name: string | undefined, show: (text: string) => unknown) => {
  const { say } = await openTexts()
  const about = (name: string) => [
    { text: `cli.${textOf(name)}.usage` },
    { text: `cli.${textOf(name)}.summary` },
  ]
  const lines: Line[] = name
    ? [...about(name), { text: 'cli.help.options' }]
    : [
        { text: 'cli.help.intro' },
        ...Object.keys(commands).flatMap(about),
        { text: 'cli.help.options' },
      ]
  show(lines.map(say).join('\n'))
}

const run = async (name: string): Promise<Answer> => {
  const command = await commands[name]!()
  const { readArguments } = await import('./read-arguments.ts')
  const args = readArguments(command, given.slice(name.split(' ').length))
  // A command says by itself what matters; the log is for those who ask for it.
  return command.run(args, readConfig({ ENGAWA_LOG: 'error', ...process.env }))
}

const answer = async ({ json, lines, wrong }: Answer) => {
  // What comes in many lines was printed as it came.
  if (given.includes('--json')) {
    if (json !== undefined) say(JSON.stringify(json))
  } else {
    const texts = await openTexts()
    for (const line of lines) say(texts.say(line))
  }
  if (wrong) process.exitCode = 1
}

const name = findName()
try {
  if (given.includes('--help')) await showHelp(name, say)
  else if (name) await answer(await run(name))
  else {
    await showHelp(undefined, complain)
    process.exitCode = 1
  }
} catch (error) {
  const { explain } = await import('./explain.ts')
  complain(explain(error, await openTexts()))
  process.exitCode = 1
}
