import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import type { Sample } from './contract.ts'
import { listParts } from './keep-parts.ts'

/** What the part `added` says of the whole. One from before progress was kept is there in full. */
export type Added = {
  /** The transaction that began it. */
  since: string
  done?: number
  total?: number
  /** Somebody asked to remove it: whoever fills it stops. */
  stop?: boolean
  /** Before it, nobody had searched for duplicates. */
  searched?: boolean
}

export const getSample = async (ctx: Context): Promise<z.input<typeof Sample>> => {
  const [added] = await listParts(ctx, 'added')
  if (!added) return { state: 'absent', present: false, progress: null }
  const { done = 1, total = 1, stop } = added.facts as Added
  if (stop) return { state: 'removing', present: true, progress: null }
  if (done < total) return { state: 'filling', present: true, progress: { done, total } }
  return { state: 'present', present: true, progress: null }
}
