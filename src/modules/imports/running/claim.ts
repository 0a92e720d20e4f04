import { sql } from 'kysely'
import { answerFor, forget, isGone } from '../../../foundation/server/alive.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'

/** Takes an import in hand unless a living process has it; the name it is held by. */
export const claimImport = async (
  ctx: Context,
  importId: string,
  states: readonly string[],
): Promise<string | undefined> => {
  const name = `import ${newId()}`
  await answerFor(name)
  let isMine = false
  try {
    const { rows } = await inTransaction(ctx, (ctx) =>
      sql`update import set runner = ${name}
        where workspace_id = ${ctx.workspaceId} and id = ${importId} and state = any(${[...states]}::text[])
          and (runner is null or ${isGone('runner')}) returning id`.execute(ctx.db),
    )
    isMine = rows.length > 0
  } finally {
    if (!isMine) await forget(name)
  }
  return isMine ? name : undefined
}

/**
 * Lets somebody else go on with it. Nobody answers for it first: where the database is away, and that cannot be written
 * down, it would else look as if it were in hand for as long as this process lives.
 */
export const letGo = async (ctx: Context, importId: string, runner: string) => {
  await forget(runner)
  await ctx.db
    .updateTable('import')
    .set({ runner: null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', importId)
    .where('runner', '=', runner)
    .execute()
}
