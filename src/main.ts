import { flushCompileCache } from 'node:module'
import { readConfig } from './foundation/server/config.ts'
import { setupCode } from './modules/members/index.ts'
import { type Engawa, startEngawa } from './start.ts'

const stopMs = 9500

/** A sentence for the terminal, in its language; what is a fault of ours comes whole. */
const explain = async (error: unknown) => {
  const { explain } = await import('./cli/explain.ts')
  const { localeOf, openTexts } = await import('./cli/texts.ts')
  return explain(error, openTexts(localeOf(process.env)))
}

/** A signal during the start waits for it, so that nothing is left behind half open. */
const stopOnSignals = (starting: Promise<Engawa>) => {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), stopMs).unref()
    const engawa = await starting.catch(() => undefined)
    await engawa?.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => stop().catch(fail))
}

const fail = async (error: unknown) => {
  process.stderr.write(`${await explain(error)}\n`)
  process.exit(1)
}

const announce = async ({ url, services }: Engawa) => {
  const code = await setupCode(services)
  if (url && code) {
    process.stdout.write(
      `\n  Open ${url}/setup?code=${code} to make the first admin.\n  最初の管理者の登録は、上のアドレスを開いてください。（コード: ${code}）\n\n`,
    )
  }
  process.stdout.write(url ? `engawa ready ${url}\n` : 'engawa ready (worker)\n')
}

try {
  const starting = startEngawa(readConfig(process.env))
  stopOnSignals(starting)
  await announce(await starting)
  // Not only at a clean end: who was killed should be back soon, too.
  setImmediate(flushCompileCache)
} catch (error) {
  await fail(error)
}
