import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { requireConnection, storeReceipt } from '../../modules/connections/index.ts'
import type { Command } from '../command.ts'
import { withServices } from '../with-services.ts'

const patienceMs = 60_000
const lookMs = 100

type Received = { file: string; sha256: string; outcome: string }

const read = (file: string) => {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new AppError('invalid', 'cli.file_unreadable', { file, reason: code })
  }
}

/** Through the same door as IMAP: stored durably, each once, and used by the server's own job. */
const receive = async (ctx: Context, connectionId: string, file: string): Promise<Received> => {
  const raw = read(file)
  const sha256 = createHash('sha256').update(raw).digest('hex')
  const now = new Date()
  const outcome = await storeReceipt({ ...ctx, now }, connectionId, raw, `file:${sha256}`)
  return { file, sha256, outcome }
}

/** What became of them, once the server has used them all: parsed, ignored, duplicate, quarantined. */
const waitUntilUsed = async (ctx: Context, connectionId: string, received: Received[]) => {
  const end = Date.now() + patienceMs
  for (;;) {
    const rows = await ctx.db
      .selectFrom('receipt')
      .select(['sha256', 'state'])
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', connectionId)
      .where('sha256', 'in', [...new Set(received.map((one) => one.sha256))])
      .execute()
    const states = new Map(rows.map((row) => [row.sha256, row.state]))
    const isUsed = rows.every((row) => row.state !== 'stored')
    if (isUsed || Date.now() > end)
      return received.map((one) => ({ ...one, state: states.get(one.sha256) ?? 'stored' }))
    await delay(lookMs)
  }
}

export const command: Command = {
  words: 'some',
  options: { connection: { type: 'string' }, wait: { type: 'boolean' } },
  run: async (args, config) => {
    const connectionId = args.need('connection')
    return withServices(config, args, async (ctx) => {
      const connection = await requireConnection(ctx, connectionId)
      if (connection.channel !== 'email')
        throw new AppError('invalid', 'cli.not_a_mailbox', { channel: connection.channel })
      const received: Received[] = []
      for (const file of args.words) received.push(await receive(ctx, connectionId, file))
      const files = args.has('wait') ? await waitUntilUsed(ctx, connectionId, received) : received
      const count = (outcome: string) => files.filter((one) => one.outcome === outcome).length
      const unused = files.filter((one) => 'state' in one && one.state === 'stored').length
      return {
        json: {
          stored: count('stored'),
          duplicate: count('duplicate'),
          files: files.map(({ sha256: _, ...one }) => one),
        },
        lines: [
          ...files.map((one) => ({ text: 'cli.mail-receive.one', values: { state: '', ...one } })),
          ...(unused > 0 ? [{ text: 'cli.mail-receive.unused', values: { count: unused } }] : []),
        ],
        wrong: unused > 0,
      }
    })
  },
}
