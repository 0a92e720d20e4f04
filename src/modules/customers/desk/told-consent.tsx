import { useText } from '../../../foundation/browser/texts.tsx'
import classes from './timeline.module.css'
import type { Item } from './timeline-item.tsx'

const listOf = (value: unknown) =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

/** What somebody chose in a site's consent banner, by the banner's own names. */
export const ToldConsent = ({ facts }: { facts: Item['facts'] }) => {
  const t = useText()
  const { chosen, allowed, denied } = (facts.consent ?? {}) as Record<string, unknown>
  // Every other event carries along what was chosen before.
  if (chosen !== true) return null
  const said = [
    { id: 'timeline.consent-allowed', categories: listOf(allowed) },
    { id: 'timeline.consent-denied', categories: listOf(denied) },
  ].filter(({ categories }) => categories.length > 0)
  return said.map(({ id, categories }) => (
    <p key={id} className={classes.text}>
      {t(id, { categories: categories.join(t('timeline.and')) })}
    </p>
  ))
}
