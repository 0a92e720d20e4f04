import { AppError } from '../foundation/shared/app-error.ts'
import type { Line } from './command.ts'
import type { Texts } from './texts.ts'

const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', '28P01', '3D000']

/** Any error as a sentence; what is a fault of ours comes whole. */
export const explain = (error: unknown, texts: Texts): string => {
  const { code = '', message, stack } = error as Error & { code?: string }
  if (error instanceof AppError) {
    // Errors of starting carry their own sentence.
    if (message !== code) return message
    const id = `error.${code}`
    return texts.has(id)
      ? texts.say({ text: id, values: error.facts as NonNullable<Line['values']> })
      : `${code} ${JSON.stringify(error.facts)}`
  }
  if (code.startsWith('ERR_PARSE_ARGS')) return message
  if (unreachable.includes(code))
    return texts.say({ text: 'error.cli.database_unreachable', values: { reason: code } })
  // Ids come as typed; the database is the first to see that one is none.
  if (code === '22P02') return texts.say({ text: 'error.cli.not_an_id' })
  if (isInvalid(error)) {
    const { path, message } = error.issues[0]!
    return texts.say({
      text: 'error.cli.invalid',
      values: { path: path.join('.'), reason: message },
    })
  }
  return stack ?? String(error)
}

/** Known by its shape, since commands that need no zod do not load it. */
const isInvalid = (
  error: unknown,
): error is { issues: { path: PropertyKey[]; message: string }[] } =>
  (error as Error)?.name === 'ZodError'
