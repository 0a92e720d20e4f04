import type { Progress } from '../foundation/server/backup/format.ts'
import { localeOf, openTexts } from './texts.ts'

const everyMs = 1000

/** Where long work stands, on standard error, at most a line a second. */
export const showProgress = (): Progress => {
  const texts = openTexts(localeOf(process.env))
  let next = 0
  return (values) => {
    const now = Date.now()
    if (now < next) return
    next = now + everyMs
    process.stderr.write(`${texts.say({ text: 'cli.progress', values })}\n`)
  }
}
