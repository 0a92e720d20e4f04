import type { Victim } from '../server.ts'
import type { Desk } from './desk.ts'

type Entry = { id: string; tx: bigint; number: bigint }

/** The log as it stands, in the order in which it is told. */
export const readAll = async ({ ask }: Pick<Victim, 'ask'>): Promise<Entry[]> =>
  (
    await ask<{ tx: string; number: string; epoch: number }>(
      'select tx::text, number::text, epoch from event, log_epoch order by event.tx, event.number',
    )
  ).map(({ tx, number, epoch }) => ({
    id: `${epoch}-${tx}-${number}`,
    tx: BigInt(tx),
    number: BigInt(number),
  }))

/** What a desk saw against what it was due since its first position. */
export const compare = (desk: Desk, log: readonly Entry[]) => {
  const [, tx, number] = (desk.first() ?? '0-0-0').split('-').map(BigInt)
  const due = log.filter((one) => one.tx > tx! || (one.tx === tx && one.number > number!))
  const places = new Map(due.map(({ id }, index) => [id, index]))
  const unique = new Set(desk.seen)
  let before = -1
  let disordered = 0
  for (const id of desk.seen) {
    const place = places.get(id) ?? -1
    if (place < before) disordered += 1
    before = Math.max(before, place)
  }
  return {
    missed: due.filter(({ id }) => !unique.has(id)).length,
    doubled: desk.seen.length - unique.size,
    disordered,
    resets: desk.resets(),
    gaps: desk.gaps(),
  }
}
