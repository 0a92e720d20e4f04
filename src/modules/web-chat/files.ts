import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import type { Http } from '../../foundation/server/http/route.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { requireFiles, sendFile, takeUpload } from '../files/index.ts'
import type * as contract from './contract.ts'
import { ownThreads } from './own-threads.ts'
import { slowDown } from './slow-down.ts'
import { visitorOf } from './visitor-session.ts'

/** Errors: `file.empty`, `file.infected`, `visitor.too_fast`. */
export const upload = async (
  ctx: Context,
  input: z.output<typeof contract.uploadVisitorFile.input>,
  { request }: Http,
) => {
  slowDown(ctx, `file:${visitorOf(request).id}`, 20, 10)
  if (!Buffer.isBuffer(request.body)) throw new AppError('invalid', 'file.empty')
  return takeUpload(ctx, { name: input.name, type: input.type ?? '', bytes: request.body })
}

/** Only what hangs on a message the visitor may read. Errors: `file.missing`. */
export const download = async (ctx: Context, { id }: { id: string }, { request, reply }: Http) => {
  const threads = await ownThreads(ctx, visitorOf(request))
  const { rows } = await sql<{ yes: boolean }>`select exists (
    select 1 from message_file mf
    join message m on m.workspace_id = mf.workspace_id and m.id = mf.message_id
    where mf.workspace_id = ${ctx.workspaceId} and mf.file_id = ${id} and m.kind = 'message'
      and m.thread_id = any(${threads}::uuid[])) as yes`.execute(ctx.db)
  if (!rows[0]!.yes) throw new AppError('missing', 'file.missing')
  const [file] = await requireFiles(ctx, [id])
  return sendFile(ctx, reply, file!)
}
