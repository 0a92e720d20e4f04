import { useEffect, useState } from 'react'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import { type Mapping, previewImport, type Reading, type readImport } from '../contract.ts'
import classes from './imports.module.css'
import { RowProblems } from './row-problems.tsx'
import { useTargetName, withTargetName } from './target-name.ts'

const settleMs = 300

/** The first rows as they would become, with what is wrong with each. */
export const MappingPreview = ({
  id,
  mapping,
  reading,
  targets,
}: {
  id: string
  mapping: Mapping
  reading: Reading
  targets: OutputOf<typeof readImport>['targets']
}) => {
  const t = useText()
  const targetName = useTargetName(targets, mapping)
  const [settled, setSettled] = useState(mapping)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(mapping), settleMs)
    return () => clearTimeout(timer)
  }, [mapping])
  // What the file is read as is part of the question, though the server knows it.
  const preview = useRead(
    previewImport,
    { id, mapping: settled, ...({ reading } as object) },
    { placeholderData: (before) => before },
  )
  const found = preview.data
  return (
    <Section title={t('import.preview')} text={t('import.preview.text')}>
      {preview.isPending && <Loading rows={4} />}
      <ErrorNote error={withTargetName(preview.error, targetName)} />
      {found && !preview.error && (
        <PlainTable
          label={t('import.preview')}
          head={[
            { key: 'row', text: t('import.row'), end: true },
            { key: 'problems', text: t('import.result') },
            ...found.targets.map((key) => ({ key, text: targetName(key) })),
          ]}
        >
          {found.rows.map(({ row, values, problems }) => (
            <tr key={row} data-failed={problems.some(({ failed }) => failed) || undefined}>
              <td data-end className={classes.row}>
                {row}
              </td>
              <td className={classes.problems}>
                {problems.length === 0 ? (
                  <span className={classes.fine}>{t('import.row.fine')}</span>
                ) : (
                  <RowProblems problems={problems} name={targetName} />
                )}
              </td>
              {found.targets.map((target) => (
                <td key={target} className={classes.value}>
                  {values[target]}
                </td>
              ))}
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  )
}
