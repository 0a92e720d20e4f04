import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Context } from '../../../foundation/server/context.ts'
import { type Imported, type Rules, resolveAllImported } from '../../customers/index.ts'
import type { Plan } from '../mapping/plan.ts'
import { problem, type ReadPerson, readPerson } from '../mapping/read-person.ts'
import type { Row } from '../reading/csv.ts'
import { findErased } from './erased.ts'
import type { Done } from './write-done.ts'

/** So many rows take about a millisecond. */
const atATurn = 50

/** By and by, for the rows before are being written meanwhile: the database is not to wait for its next statement. */
export const readCustomers = async (rules: Rules, plan: Plan, rows: readonly Row[]) => {
  const read: ReadPerson[] = []
  for (const [at, row] of rows.entries()) {
    read.push(readPerson(row, plan, rules))
    if (at % atATurn === atATurn - 1) await nextTurn()
  }
  return read
}

/** Brings rows of customers in, inside the caller's transaction. Answers in their order. */
export const importCustomers = async (
  ctx: Context,
  plan: Plan,
  importId: string,
  rows: readonly ReadPerson[],
): Promise<Done[]> => {
  const read = rows.map((one) => ({ ...one }))
  const erased = await findErased(
    ctx,
    read.map(({ person }) => person.ids),
  )
  for (const at of erased) read[at]!.problems = [problem('erased', {}, true)]
  const usable = read.filter(({ problems }) => !problems.some(({ failed }) => failed))
  const answers = await resolveAllImported(
    ctx,
    usable.map(({ person }) => person),
    { source: `import:${importId}`, trust: plan.mapping.trust },
  )
  const answerOf = new Map(usable.map((one, at) => [one, answers[at]!]))
  return read.map((one) => doneOf(one, answerOf.get(one)))
}

const doneOf = ({ problems }: ReadPerson, answer: Imported | undefined): Done => {
  if (!answer) return { outcome: 'failed', problems }
  const left = answer.left.map(({ type, rule }) => problem(`left_${rule}`, { target: type }))
  if (answer.kind === 'failed')
    return { outcome: 'failed', problems: [...problems, problem(answer.code, {}, true)] }
  const { kind, customerId, links, acts } = answer
  return {
    outcome: kind,
    problems: [...problems, ...left],
    subjectId: customerId,
    before: links.length > 0 || acts.length > 0 ? { links, acts } : null,
  }
}
