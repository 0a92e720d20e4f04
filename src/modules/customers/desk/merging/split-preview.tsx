import { useRead } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { previewSplit } from '../../contract.ts'
import { useFieldName } from '../field-name.ts'
import { inPageOrder } from '../profile/field-groups.ts'
import { useValueText } from '../profile/use-field-text.ts'
import { Moves } from './merge-preview.tsx'
import classes from './merging.module.css'

/** What would be shown of either, and what goes along. */
export const SplitPreview = ({
  id,
  identifierIds,
}: {
  id: string
  identifierIds: readonly string[]
}) => {
  const t = useText()
  const { locale } = useLocale()
  const fieldName = useFieldName()
  const say = useValueText()
  const { data, error } = useRead(
    previewSplit,
    { id, identifierIds: [...identifierIds] },
    { staleTime: 0, placeholderData: (before) => before },
  )
  if (!data) return <ErrorNote error={error} />
  return (
    <>
      <div className={classes.sides} aria-live="polite">
        {(['stays', 'goes'] as const).map((side) => (
          <section key={side} className={classes.side}>
            <h3>{t(`split.${side}`)}</h3>
            <ul>
              {inPageOrder(data[side], locale).map(({ field, value }) => (
                <li key={field}>
                  {fieldName(field)}
                  {': '}
                  <b>{say(field, value)}</b>
                </li>
              ))}
              {data[side].length === 0 && <li className={classes.quiet}>{t('split.nothing')}</li>}
            </ul>
          </section>
        ))}
      </div>
      <ul className={classes.result}>
        <Moves moves={data.moves} />
      </ul>
    </>
  )
}
