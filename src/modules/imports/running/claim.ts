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
  const { rows } = await inTransaction(ctx, (ctx) =>
    sql`update import set runner = ${name}
      where workspace_id = ${ctx.workspaceId} and id = ${importId} and state = any(${[...states]}::text[])
        and (runner is null or ${isGone('runner')}) returning id`.execute(ctx.db),
  )
  if (rows.length > 0) return name
  await forget(name)
  return undefined
}

/** Lets somebody else go on with it. */
export const letGo = (ctx: Context, importId: string, runner: string) =>
  ctx.db
    .updateTable('import')
    .set({ runner: null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', importId)
    .where('runner', '=', runner)
    .execute()
