import { Worker } from 'node:worker_threads'
import type { Config } from '../../../foundation/server/config.ts'
import type { Context } from '../../../foundation/server/context.ts'
import type { Resume, Run } from './progress.ts'
import type { Scheme } from './record.ts'

export type ApartInput = {
  databaseUrl: string
  logLevel: Config['logLevel']
  workspaceId: string
  scheme: Scheme
  /** Nothing that was compared before counts any more. */
  anew: boolean
  run: Run & { resume: Resume }
}

/** A million customers take a quarter of it; whoever has more than fits is told, and the server goes on. */
const mostMegabytes = 3072

/** Compares everybody in a thread of its own; whether it was stopped. It stops at once after `signal`. */
export const compareApart = async (
  { services, workspaceId }: Context,
  { scheme, anew, run }: Pick<ApartInput, 'scheme' | 'anew' | 'run'>,
  signal: AbortSignal,
): Promise<boolean> => {
  if (signal.aborted) return true
  const input: ApartInput = {
    databaseUrl: services.databaseUrl,
    logLevel: services.config.logLevel,
    workspaceId,
    scheme,
    anew,
    run,
  }
  const worker = new Worker(new URL('./compare-all.worker.ts', import.meta.url), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop)
  try {
    return await new Promise<boolean>((resolve, reject) => {
      let stopped: boolean | undefined
      worker.on('message', (said: boolean) => {
        stopped = said
      })
      worker.on('error', reject)
      worker.on('exit', (code) => {
        if (stopped !== undefined) resolve(stopped)
        else if (signal.aborted) resolve(true)
        else reject(new Error(`the search for duplicates ended with ${code}`))
      })
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
