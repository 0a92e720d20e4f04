import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { clockTime, exactTime } from '../../../foundation/browser/formats.ts'
import { type Locale, useLocale, useText } from '../../../foundation/browser/texts.tsx'
import type { TimelineItem } from '../contract.ts'
import { useChannelName } from './channel-mark.tsx'
import { useFieldName } from './field-name.ts'
import { languageOf } from './text-language.ts'
import classes from './timeline.module.css'
import { ToldBy } from './told-by.tsx'
import { ToldConsent } from './told-consent.tsx'

export type Item = z.output<typeof TimelineItem>

/** What an order came to; `value` is in the currency's minor unit (yen, cents). */
const moneyText = (locale: Locale, { value, currency }: Item['facts']) => {
  if (typeof value !== 'number' || typeof currency !== 'string' || !/^[a-z]{3}$/i.test(currency))
    return
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  return format.format(value / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0))
}

const oneWord = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? value : ''

/** The product or the search that an event of a site's is about; `none` without. */
const aboutWhat = ({ facts: { properties } }: Item) => {
  const said = (properties ?? {}) as Record<string, unknown>
  return { product: oneWord(said.name) || 'none', query: oneWord(said.query) || 'none' }
}

/** The words for an item: by kind and direction, by kind, else what the sender called it. */
export const useItemText = () => {
  const t = useText()
  const nameOf = useChannelName()
  const fieldName = useFieldName()
  return (item: Item) => {
    const ids =
      item.kind === 'track'
        ? [`timeline.site.${item.title.toLowerCase().replaceAll(' ', '_')}`]
        : [`timeline.${item.kind}.${item.direction}`, `timeline.${item.kind}`]
    const found = ids.find((id) => t.has(id))
    if (!found) return item.title || item.kind
    const facts = Object.entries(item.facts).map(([key, value]) => [key, oneWord(value)])
    const channel = item.channel ? nameOf(item.channel) : ''
    const fields = Array.isArray(item.facts.fields)
      ? item.facts.fields.map((field) => fieldName(String(field)))
      : []
    return t(found, {
      title: item.title,
      ...Object.fromEntries(facts),
      ...(item.kind === 'track' && aboutWhat(item)),
      fields: fields.join(t('timeline.and')),
      channel,
    })
  }
}

/** One thing that happened; a message opens its conversation, a purchase its order. */
export const TimelineRow = ({ item }: { item: Item }) => {
  const t = useText()
  const { locale } = useLocale()
  const textOf = useItemText()
  const money = moneyText(locale, item.facts)
  const url = typeof item.facts.url === 'string' ? item.facts.url : undefined
  const order = typeof item.facts.order === 'string' ? item.facts.order : undefined
  const head = (
    <>
      {textOf(item)}
      {money && <strong className={classes.money}> {money}</strong>}
    </>
  )
  return (
    <li className={classes.item} data-kind={item.kind.split('.')[0]}>
      <time className={classes.time} dateTime={item.at} title={exactTime(locale, item.at)}>
        {clockTime(locale, item.at)}
      </time>
      <div className={classes.body}>
        {item.conversationId ? (
          <Link to="/inbox/$conversationId" params={{ conversationId: item.conversationId }}>
            {head}
          </Link>
        ) : order ? (
          <Link to="/orders/$orderId" params={{ orderId: order }}>
            {head}
          </Link>
        ) : (
          <span title={url}>{head}</span>
        )}
        {item.unverified && item.direction !== 'out' && (
          <span className={classes.unverified} title={t('customer.unverified-why')}>
            {t('customer.unverified')}
          </span>
        )}
        {item.text && (
          <p className={classes.text} lang={languageOf(item.text)}>
            {item.text}
          </p>
        )}
        <ToldConsent facts={item.facts} />
        {item.source && <ToldBy source={item.source} />}
      </div>
    </li>
  )
}
