import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { expect, test } from 'vitest'
import { generateTableTypes } from '../bin/generate-table-types.ts'
import { openTo } from './foundation/shared/endpoint.ts'
import { databaseUrl } from './foundation/testing/prepare-database.ts'
import { testDatabase } from './foundation/testing/test-database.ts'
import { modules, permissions } from './parts.ts'

const root = join(import.meta.dirname, '..')
const source = import.meta.dirname

const files = (readdirSync(source, { recursive: true }) as string[])
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(ts|tsx|mjs|json|css)$/.test(name))
const code = files.filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
const isTest = (name: string) =>
  /\.test\.tsx?$/.test(name) ||
  /(^|\/)(testing|fakes|fixtures)(\/|\.ts$)/.test(name) ||
  name.endsWith('channel-contract.ts')
const product = code.filter((name) => !isTest(name))
const read = (name: string) => readFileSync(join(source, name), 'utf8')

const importsOf = (name: string) =>
  [...read(name).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    relative(source, join(source, dirname(name), match[1]!)).replaceAll('\\', '/'),
  )

/** The room a file is in: `foundation/shared`, `modules/labels`, `modules/labels/desk`, `channels/email` … */
const roomOf = (name: string) => {
  const [first, second, third] = name.split('/')
  if (first === 'foundation') return `foundation/${second}`
  if (first === 'modules' && third === 'desk') return 'desk'
  if (first === 'modules') return 'module'
  return name.includes('/') ? first! : 'root'
}
const moduleOf = (name: string) => /^modules\/([^/]+)\//.exec(name)?.[1]
/** A module's, or one of a part of it that is a folder of its own. */
const isContract = (name: string) => /^modules\/[^/]+\/(?:[\w-]+\/)?contract\.ts$/.test(name)
const isOffered = (name: string) => /^modules\/[^/]+\/(index|contract|events)\.ts$/.test(name)
const isText = (name: string) => /texts\.(en|ja)\.json$/.test(name)

const mayImport = (from: string, to: string): boolean => {
  const [there, here] = [roomOf(to), roomOf(from)]
  if (isText(to) && dirname(to) === dirname(from)) return true
  if (there === 'foundation/shared') return true
  if (isContract(from)) return isContract(to)
  switch (here) {
    case 'foundation/shared':
      return false
    case 'foundation/server':
      return there === 'foundation/server'
    case 'foundation/browser':
      // The signed-in person and their workspace are what every screen needs to know.
      return there === 'foundation/browser' || isContract(to)
    case 'desk':
      return there === 'foundation/browser' || isContract(to) || there === 'desk'
    case 'module':
      if (there === 'foundation/server') return true
      if (there === 'module') return moduleOf(from) === moduleOf(to) || isOffered(to)
      // Channels hand modules their shape, reports and actions their list; none is called by name.
      return (
        to === 'channels/channel.ts' ||
        to === 'channels/parse-error.ts' ||
        to === 'reports/report.ts' ||
        to === 'reports/index.ts' ||
        to === 'actions/action.ts' ||
        to === 'actions/index.ts'
      )
    case 'channels':
      return (
        there === 'foundation/server' ||
        (there === 'channels' &&
          (dirname(to) === 'channels' || to.split('/')[1] === from.split('/')[1]))
      )
    case 'actions':
      return there === 'foundation/server' || there === 'actions' || isOffered(to)
    case 'reports':
      return there === 'reports'
    case 'apps':
      return (
        there === 'foundation/browser' || isContract(to) || there === 'desk' || there === 'apps'
      )
    default:
      // The entry points and the command line put everything together.
      return true
  }
}

test('nobody imports what is not theirs to know', () => {
  const wrong = product.flatMap((from) =>
    importsOf(from)
      .filter((to) => !mayImport(from, to))
      .map((to) => `${from} → ${to}`),
  )
  expect(wrong).toEqual([])
})

test('a module calls only modules above it in parts.ts, so there is no circle', () => {
  const order = new Map(modules.map((module, index) => [module.name, index]))
  const server = product.filter((name) => roomOf(name) === 'module' && !isContract(name))
  const wrong = server.flatMap((from) =>
    importsOf(from)
      .filter((to) => moduleOf(to) && moduleOf(to) !== moduleOf(from) && !isContract(to))
      .filter((to) => order.get(moduleOf(to)!)! >= order.get(moduleOf(from)!)!)
      .map((to) => `${from} → ${to}`),
  )
  expect(wrong).toEqual([])
})

test('no file is longer than one sitting', () => {
  const long = code
    .filter((name) => !name.includes('generated'))
    .map((name) => [name, read(name).split('\n').length] as const)
    .filter(([, lines]) => lines > 300)
  expect(long).toEqual([])
})

test('only its owner writes a table', () => {
  const owners = new Map(
    modules.flatMap((module) => module.tables.map((table) => [table, module.name] as const)),
  )
  const wrong: string[] = []
  for (const name of product.filter((one) => one.startsWith('modules/'))) {
    const text = read(name)
    const written = [
      ...text.matchAll(/\.(?:insertInto|updateTable|deleteFrom)\(\s*'(\w+)'/g),
      ...text.matchAll(
        /(?:^|[`\s(])(?:insert into|update|delete from)\s+(?:only\s+)?([a-z_]+)\b(?=[\s(])/gm,
      ),
    ].map((match) => match[1]!)
    for (const table of written)
      if (owners.has(table) && owners.get(table) !== moduleOf(name))
        wrong.push(`${name} writes ${table}`)
  }
  expect(wrong).toEqual([])
})

/** What a compiled ICU message is filled with: `[name]`, `[name, kind, branches]`. */
const namesIn = (tokens: unknown): string[] =>
  Array.isArray(tokens)
    ? tokens.flatMap((token) =>
        Array.isArray(token)
          ? [String(token[0]), ...Object.values(token[2] ?? {}).flatMap(namesIn)]
          : [],
      )
    : []

test('every class that a screen names is in its style sheet', () => {
  const missing = product.flatMap((name) =>
    [...read(name).matchAll(/import (\w+) from '(\.[^']+\.module\.css)'/g)].flatMap(
      ([, called, path]) => {
        const sheet = read(join(dirname(name), path!))
        const used = read(name).matchAll(new RegExp(`\\b${called}\\.(?!module\\.css)(\\w+)`, 'g'))
        return [...used]
          .filter(([, one]) => !new RegExp(`\\.${one}\\b`).test(sheet))
          .map(([, one]) => `${name}: ${one}`)
      },
    ),
  )
  expect(missing).toEqual([])
})

test('every text is there in both languages, with the same placeholders', () => {
  const placeholders = (text: string) => [...new Set(namesIn(compileMessage(text)))].sort()
  const wrong: string[] = []
  for (const name of files.filter((one) => one.endsWith('texts.en.json'))) {
    const [en, ja] = [name, name.replace('.en.', '.ja.')].map(
      (one) => JSON.parse(read(one)) as Record<string, string>,
    ) as [Record<string, string>, Record<string, string>]
    for (const key of new Set([...Object.keys(en), ...Object.keys(ja)])) {
      if (!en[key] || !ja[key]) wrong.push(`${name}: ${key}`)
      else if (placeholders(en[key]).join() !== placeholders(ja[key]).join())
        wrong.push(`${name}: ${key} has other placeholders`)
    }
  }
  expect(wrong).toEqual([])
})

test('every error code has words in both languages', () => {
  const texts = Object.assign(
    {},
    ...files.filter((one) => one.endsWith('texts.ja.json')).map((one) => JSON.parse(read(one))),
  ) as Record<string, string>
  // What only a terminal shows carries its own sentence.
  const codes = product
    .filter((name) => !name.startsWith('cli/'))
    .flatMap((name) =>
      [...read(name).matchAll(/new AppError\(\s*'[\w-]+',\s*'([\w.-]+)'/g)].map(
        (match) => match[1]!,
      ),
    )
    .filter((one) => !/^(start|config|database\.(newer|too_old))/.test(one))
  expect([...new Set(codes)].filter((one) => !texts[`error.${one}`])).toEqual([])
})

test('every endpoint says who may call it, in a word that somebody can have', () => {
  const known = new Set<string>([...openTo, ...Object.keys(permissions)])
  const endpoints = modules.flatMap((module) => module.routes ?? []).map((one) => one.endpoint)
  const wrong = endpoints.filter((one) => !known.has(one.allow))
  expect(wrong.map(({ method, path, allow }) => `${method} ${path}: ${allow}`)).toEqual([])
  expect(endpoints.length).toBeGreaterThan(50)
})

test('no test sleeps: it waits for what it is about', () => {
  const sleeping = files
    .filter((name) => /\.test\.tsx?$/.test(name) && name !== 'architecture.test.ts')
    .filter((name) => /setTimeout\(|timers\/promises|waitForTimeout/.test(read(name)))
  expect(sleeping).toEqual([])
})

test('the table types are those of the migrated database', async () => {
  const { url, template } = testDatabase()
  const made = await generateTableTypes(databaseUrl(url, template))
  expect(
    readFileSync(join(root, 'src/foundation/server/database/tables.generated.ts'), 'utf8'),
  ).toBe(made)
})
