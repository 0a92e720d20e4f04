import { open, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import pg from 'pg'
import { holdNames } from '../../foundation/server/alive.ts'
import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import * as contract from '../../modules/imports/contract.ts'
import {
  addBytes,
  createImport,
  getImport,
  readImport,
  removeImport,
  runImport,
  startImport,
} from '../../modules/imports/index.ts'
import type { Args, Command } from '../command.ts'
import { localeOf, openTexts } from '../texts.ts'
import { withServices } from '../with-services.ts'

type Shown = Awaited<ReturnType<typeof getImport>>
const toldEveryMs = 1000

/** Errors: `cli.mapping_unreadable`. Besides the mapping, how the file is read may be said: `encoding`, `delimiter`, `header`. */
const readMapping = async (file: string | undefined) => {
  if (!file) return { mapping: undefined, reading: {} }
  let given: unknown
  try {
    // Editors of Windows begin a file with a mark.
    given = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AppError('invalid', 'cli.mapping_unreadable', { file, reason: code ?? 'JSON' })
  }
  // A key that is misspelt would else change nothing and say nothing.
  contract.Mapping.extend(contract.Reading.partial().shape).strict().parse(given)
  return {
    mapping: contract.Mapping.parse(given),
    reading: contract.Reading.partial().parse(given),
  }
}

const copyFile = async (ctx: Context, id: string, path: string) => {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(contract.partBytes)
    for (let offset = 0; ; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
      if (bytesRead === 0) return
      await addBytes(ctx, id, offset, buffer.subarray(0, bytesRead))
      offset += bytesRead
    }
  } finally {
    await file.close()
  }
}

const progressOf = (shown: Shown) => {
  const { id, state, rows, created, updated, unchanged, failed, warnings } = shown
  const { progress, rowsPerSecond, secondsLeft, error } = shown
  return {
    id,
    state,
    rows,
    created,
    updated,
    unchanged,
    failed,
    warnings,
    progress,
    rowsPerSecond,
    secondsLeft,
    error,
  }
}

/** Says how far it is, at most once a second: a line of JSON, or words on standard error. */
const createTold = (ctx: Context, id: string, args: Args) => {
  let next = 0
  const texts = args.has('json') ? undefined : openTexts(localeOf(process.env))
  return async () => {
    const now = Date.now()
    if (now < next) return
    next = now + toldEveryMs
    const { secondsLeft, rowsPerSecond, ...rest } = progressOf(await getImport(ctx, { id }))
    if (!texts) process.stdout.write(`${JSON.stringify({ ...rest, rowsPerSecond, secondsLeft })}\n`)
    else {
      const values = {
        ...rest,
        error: '',
        rowsPerSecond: rowsPerSecond ?? 0,
        secondsLeft: secondsLeft ?? 0,
      }
      process.stderr.write(`${texts.say({ text: 'cli.import.progress', values })}\n`)
    }
  }
}

/** Others see by this connection that the import is in hand; a server takes it up when this process dies. */
const hold = async (databaseUrl: string) => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'engawa-import' })
  client.on('error', () => undefined)
  await client.connect()
  await holdNames(client)
  return client
}

/** A mapping is written for a file: one that names columns which this file lacks is for another. */
const checkColumns = (
  mapping: contract.Mapping | undefined,
  columns: readonly { name: string }[],
) => {
  const names = new Set(columns.map(({ name }) => name))
  for (const [column, target] of Object.entries(mapping?.columns ?? {}))
    if (target && !names.has(column))
      throw new AppError('invalid', 'cli.mapping_column_missing', {
        column,
        columns: [...names].slice(0, 20).join(', '),
      })
}

/** What cannot be begun leaves nothing behind. */
const bringIn = async (ctx: Context, kind: 'customers' | 'orders', args: Args) => {
  const path = args.words[0]!
  const { mapping, reading } = await readMapping(args.get('mapping'))
  const unreadable = (reason: unknown) =>
    new AppError('missing', 'cli.file_unreadable', { file: path, reason: String(reason) })
  const found = await stat(path).catch(({ code }) => {
    throw unreadable(code)
  })
  if (!found.isFile()) throw unreadable('EISDIR')
  const { id } = await createImport(ctx, { kind, name: basename(path), bytes: found.size })
  try {
    await copyFile(ctx, id, path)
    const { columns } = await readImport(ctx, { id, ...reading })
    checkColumns(mapping, columns)
  } catch (error) {
    await removeImport(ctx, { id })
    throw error
  }
  const client = await hold(ctx.services.databaseUrl)
  try {
    await startImport(ctx, { id, mapping }, { here: true }).catch(async (error) => {
      await removeImport(ctx, { id })
      throw error
    })
    const signal = new AbortController().signal
    const { workspaceId, services } = ctx
    await runImport(services, { workspaceId, importId: id }, signal, createTold(ctx, id, args))
  } finally {
    await client.end()
  }
  return getImport(ctx, { id })
}

export const importFile = (kind: 'customers' | 'orders'): Command => ({
  words: 'one',
  options: { mapping: { type: 'string' } },
  run: (args, config) =>
    withServices(config, args, async (ctx) => {
      const shown = await bringIn(ctx, kind, args)
      const values = {
        ...progressOf(shown),
        error: shown.error ?? '',
        rowsPerSecond: shown.rowsPerSecond ?? 0,
        secondsLeft: 0,
      }
      return {
        json: progressOf(shown),
        lines: [
          { text: 'cli.import.done', values },
          ...(shown.failed + shown.warnings > 0 ? [{ text: 'cli.import.problems', values }] : []),
        ],
        wrong: shown.state !== 'done',
      }
    }),
})
