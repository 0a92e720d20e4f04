import type { LinkProps } from '@tanstack/react-router'
import { count } from '../formats.ts'
import { useLocale, useText } from '../texts.tsx'
import styles from './count-list.module.css'
import { Definition } from './definition.tsx'
import { TextLink } from './link.tsx'

export type Count = {
  key: string
  name: string
  value: number
  definition: string
  /** Where its rows are; none are there of zero. */
  rows?: LinkProps | undefined
}

/** Counts, each with what it means and a way to the rows it is made of. */
export const CountList = ({ counts }: { counts: readonly Count[] }) => (
  <dl className={styles.counts}>
    {counts.map(({ key, name, value, definition, rows }) => (
      <div key={key}>
        <dt>
          {name} <Definition of={name} text={definition} />
        </dt>
        <dd>
          <OpenCount name={name} value={value} rows={rows} />
        </dd>
      </div>
    ))}
  </dl>
)

/** One count, in a table or a list; a way to its rows where there are any. */
export const OpenCount = ({ name, value, rows }: Pick<Count, 'name' | 'value' | 'rows'>) => {
  const t = useText()
  const { locale } = useLocale()
  const shown = count(locale, value)
  if (!rows || value === 0) return shown
  return (
    <TextLink {...rows} inherit aria-label={t('ui.open-count', { name, value: shown })}>
      {shown}
    </TextLink>
  )
}
