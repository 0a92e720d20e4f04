/**
 * A place in the log: `epoch-tx-number`, ordered by (tx, number). A transaction id joins the number
 * because numbers commit out of order; a restore voids transaction ids and so starts a new epoch.
 */
export type Position = { epoch: number; tx: bigint; number: bigint }

export const formatPosition = ({ epoch, tx, number }: Position) => `${epoch}-${tx}-${number}`

/** Undefined for what is no position. */
export const parsePosition = (text: string): Position | undefined => {
  const match = /^(\d{1,9})-(\d{1,20})-(\d{1,19})$/.exec(text)
  return match
    ? { epoch: Number(match[1]), tx: BigInt(match[2]!), number: BigInt(match[3]!) }
    : undefined
}

export const isAfter = (a: { tx: bigint; number: bigint }, b: { tx: bigint; number: bigint }) =>
  a.tx > b.tx || (a.tx === b.tx && a.number > b.number)
