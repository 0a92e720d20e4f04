import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import type { OutputOf } from '../../../../foundation/shared/endpoint.ts'
import type { previewMerge } from '../../contract.ts'
import { useCustomerName } from '../customer-name.ts'
import { useFieldName } from './field-name.ts'
import classes from './merging.module.css'

/** Both records side by side, what would be shown of the one, what moves, and what speaks against it. */
export const MergePreview = ({
  preview: { into, from, fields, moves, warnings },
}: {
  preview: OutputOf<typeof previewMerge>
}) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const fieldName = useFieldName()
  const more = Object.entries(moves).flatMap(([what, count]) =>
    count > 0 && t.has(`merge.moves.${what}`) ? [t(`merge.moves.${what}`, { count })] : [],
  )
  const say = (field: string, value: string) =>
    field === 'locale' && t.has(`customer.language.${value}`)
      ? t(`customer.language.${value}`)
      : value
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} className={classes.warning} role="alert">
          {t(`merge.warning.${warning}`)}
        </p>
      ))}
      <div className={classes.sides}>
        {[into, from].map((side) => (
          <section key={side.id} className={classes.side}>
            <span className={classes.quiet}>
              {t(side === into ? 'merge.stays' : 'merge.joins')}
            </span>
            <h3>{nameOf(side.name, side.shown)}</h3>
            <ul>
              {side.identifiers.slice(0, 8).map((one) => (
                <li key={one.id}>
                  <span aria-hidden="true">{one.trust === 'verified' ? '✓ ' : '? '}</span>
                  {one.value}
                </li>
              ))}
              {side.identifiers.length > 8 && (
                <li>{t('merge.more', { count: side.identifiers.length - 8 })}</li>
              )}
            </ul>
          </section>
        ))}
      </div>
      <h3 className={classes.small}>{t('merge.result')}</h3>
      <ul className={classes.result}>
        {fields.map(({ field, value, others }) => (
          <li key={field}>
            {fieldName(field)}
            {': '}
            <b>{value ? say(field, value) : t('field.none')}</b>
            {others.length > 0 && (
              <span className={classes.quiet}>
                {' '}
                {t('merge.instead', {
                  values: others.map((other) => say(field, other)).join(', '),
                })}
              </span>
            )}
          </li>
        ))}
        <li>
          {t('merge.moves', {
            identifiers: moves.identifiers ?? 0,
            conversations: moves.conversations ?? 0,
            open: moves.open ?? 0,
          })}
        </li>
        {more.length > 0 && (
          <li>{t('merge.moves.more', { list: new Intl.ListFormat(locale).format(more) })}</li>
        )}
      </ul>
    </>
  )
}
