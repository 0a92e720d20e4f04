import { dayDate, exactTime } from '../../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import type { OneField } from './field-groups.ts'
import classes from './profile.module.css'

/** "From the order of 3 May, verified": where a value came from, in one line. */
export const useLineageText = () => {
  const t = useText()
  const { locale } = useLocale()
  return ({ by, name, type, trust, at }: OneField['from']) => {
    const kind = type && t.has(`identifier.${type}`) ? t(`identifier.${type}`) : ''
    const facts = { day: dayDate(locale, at), name: name ?? '', known: name ? 'yes' : 'no', kind }
    const where = t(`profile.from.${by}`, facts)
    return trust === 'staff' ? where : t(`profile.from-${trust}`, { where })
  }
}

/** Where the value came from, and what else is said of the field. */
export const LineageText = ({ field }: { field: OneField }) => {
  const textOf = useLineageText()
  const t = useText()
  const { locale } = useLocale()
  return (
    <div className={classes.lineage}>
      <p title={exactTime(locale, field.from.at)}>{textOf(field.from)}</p>
      {field.others.length > 0 && (
        <ul aria-label={t('profile.others')}>
          {field.others.map(({ value, from }) => (
            <li key={`${from.by} ${from.at} ${value}`} title={exactTime(locale, from.at)}>
              <s>{value ?? t('field.none')}</s> {textOf(from)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
