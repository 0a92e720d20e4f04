import type { z } from 'zod'
import type { Context } from '../foundation/server/context.ts'

/**
 * Something the product can do by itself: run by a person now, by a rule or a journey later.
 * Texts: `action.<key>` names it, `action.<key>.setting.<name>` its settings.
 */
export type Action<S extends z.ZodType = z.ZodType> = {
  /** Also the folder's name. */
  key: string
  subject: 'conversation'
  /** Of the command underneath: whoever runs it by hand must have it. */
  permission: string
  settings: S
  /** Throws what the command underneath throws. */
  run: (ctx: Context, conversation: { id: string }, settings: z.output<S>) => Promise<unknown>
}

/** Whoever runs one has checked its settings first; so the list needs not know their type. */
export const defineAction = <S extends z.ZodType>(action: Action<S>) => action as Action
