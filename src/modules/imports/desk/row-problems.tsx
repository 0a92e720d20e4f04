import { useText } from '../../../foundation/browser/texts.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import type { listImportRows } from '../contract.ts'
import classes from './imports.module.css'

const lead = ({ code, failed }: { code: string; failed: boolean }) => {
  if (failed) return 'import.preview.failed'
  return code.startsWith('kept_') ? 'import.preview.kept' : 'import.preview.left-out'
}

/** What is wrong with a row, or what an undo left of it. `name` says what a target is called. */
export const RowProblems = ({
  problems,
  name,
}: {
  problems: OutputOf<typeof listImportRows>['data'][number]['problems']
  name?: (target: string) => string
}) => {
  const t = useText()
  const plainName = (target: string) =>
    t.has(`import.target.${target}`)
      ? t(`import.target.${target}`)
      : target.replace(/^custom\./, '')
  return (
    <ul className={classes.list}>
      {problems.map((one) => (
        <li key={one.code + one.facts.target} className={one.failed ? classes.failed : undefined}>
          <b>{t(lead(one))}</b>{' '}
          {t(`import.problem.${one.code}`, {
            ...one.facts,
            ...(one.facts.target ? { target: (name ?? plainName)(one.facts.target) } : {}),
          })}
        </li>
      ))}
    </ul>
  )
}
