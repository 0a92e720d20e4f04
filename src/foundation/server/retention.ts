import type { Context } from './context.ts'

/** Records of one kind that a workspace may keep for so many days only. */
export type Retention = {
  /** Stable; has the texts `retention.class.<name>` and `.text`. */
  name: string
  /** Kept so long where a workspace says nothing; null: for ever. */
  usualDays: number | null
  /** How many are older. */
  count: (ctx: Context, before: Date) => Promise<number>
  /** Takes some of them away in one short transaction of its own; how many. 0: none is left. */
  sweep: (ctx: Context, before: Date) => Promise<number>
}
const classes: Retention[] = []

/** Modules that keep something over time add it here, when they are loaded. */
export const addRetention = (...added: Retention[]) => void classes.push(...added)
export const retentions = (): readonly Retention[] => classes
