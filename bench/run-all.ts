import { parseArgs } from 'node:util'
import { closeAll } from './cleanup.ts'
import { type Benchmark, type Line, type Measured, type Options, toLines } from './figure.ts'

const say = (text: string) => process.stderr.write(`${text}\n`)

const stopWith = (text: string): never => {
  say(text)
  process.exit(2)
}

const names = (benchmark: Benchmark) => benchmark.figures.map((figure) => figure.name)

/** A name chooses the benchmark that measures it. */
const choose = (benchmarks: readonly Benchmark[], wanted: string[]) => {
  const known = benchmarks.flatMap(names)
  const unknown = wanted.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    stopWith(`No figure is called ${unknown.join(', ')}. There are: ${known.join(', ')}`)
  return wanted.length === 0
    ? benchmarks
    : benchmarks.filter((one) => names(one).some((name) => wanted.includes(name)))
}

const readArguments = (other: 'full' | 'short') => {
  try {
    return parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        [other]: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
      },
    })
  } catch (error) {
    return stopWith((error as Error).message)
  }
}

const measure = async (benchmark: Benchmark, options: Options): Promise<Line[]> => {
  const began = performance.now()
  let measured: Record<string, Measured> = {}
  let error: string | undefined
  try {
    measured = await within(benchmark.minutes, benchmark.run(options))
  } catch (caught) {
    error = (caught as Error).message
    say(`${names(benchmark)[0]} failed: ${(caught as Error).stack}`)
  }
  await closeAll().catch((caught) => {
    error ??= `cleaning up: ${caught.message}`
    say(`cleaning up failed: ${caught.stack}`)
  })
  return toLines(benchmark.figures, measured, (performance.now() - began) / 1000, error)
}

const within = async <T>(minutes: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not done after ${minutes} minutes`)),
      minutes * 60_000,
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const show = (line: Line) => {
  const { name, value, unit, target, baseline, ratio, ok, size, min, max, error } = line
  const spread = min !== null && max !== null ? `${min} … ${max}` : ''
  return [
    ok ? 'ok    ' : 'MISSED',
    name.padEnd(24),
    `${value ?? '–'} ${unit}`.padEnd(16),
    (target === null ? '' : `target ${target}`).padEnd(14),
    spread.padEnd(18),
    (baseline === null ? '' : `baseline ${baseline} (×${ratio})`).padEnd(26),
    error ?? size,
  ].join(' ')
}

const closeOnSignals = () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      say('stopping what was started …')
      closeAll()
        .catch(() => undefined)
        .finally(() => process.exit(130))
    })
  // What nobody waits for fails on its own; even then nothing that was started stays behind.
  process.once('uncaughtException', (error) => {
    say(`stopping after a failure: ${error.stack}`)
    closeAll()
      .catch(() => undefined)
      .finally(() => process.exit(1))
  })
}

/**
 * Runs what the command line names, a line each, and sets the exit code: 1 when any is not ok. `other` is how a run of
 * another length than the usual one is asked for.
 */
export const runAll = async (benchmarks: readonly Benchmark[], other: 'full' | 'short') => {
  const { values, positionals } = readArguments(other)
  const seed = Number(values.seed)
  if (!Number.isSafeInteger(seed)) stopWith('--seed takes a whole number')
  closeOnSignals()
  const lengths = { full: values.full === true, short: values.short === true }
  let ok = true
  for (const benchmark of choose(benchmarks, positionals)) {
    say(`${names(benchmark).join(', ')} …`)
    for (const line of await measure(benchmark, { ...lengths, seed, say })) {
      ok &&= line.ok
      process.stdout.write(`${values.json ? JSON.stringify(line) : show(line)}\n`)
    }
  }
  process.exitCode = ok ? 0 : 1
}
