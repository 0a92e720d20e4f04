import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { clockTime } from '../../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { languageOf } from '../../../customers/desk/text-language.ts'
import type { MessageRow } from '../rows.ts'
import classes from './composer.module.css'

const longestShown = 300

/** What was written since one last looked. Nothing was sent: one looks, or sends all the same. */
export const MovedPanel = ({
  messages,
  count,
  sendAnyway,
  look,
}: {
  messages: readonly MessageRow[]
  count: number
  sendAnyway: () => void
  look: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <section className={classes.moved} role="alertdialog" aria-labelledby="moved-title">
      <p id="moved-title" className={classes.movedTitle}>
        {t('composer.moved', { count })}
      </p>
      <ul className={classes.movedList}>
        {messages.map(({ id, author, from, text, newTextLength, createdAt }) => (
          <li key={id}>
            <strong>{author.name || from?.address || t('customer.unnamed')}</strong>{' '}
            <time dateTime={createdAt}>{clockTime(locale, createdAt)}</time>
            <p lang={languageOf(text)}>{text.slice(0, Math.min(newTextLength, longestShown))}</p>
          </li>
        ))}
      </ul>
      <div className={classes.movedFoot}>
        <Button ref={first} size="xs" variant="default" onClick={look}>
          {t('composer.moved-look')}
        </Button>
        <Button size="xs" onClick={sendAnyway}>
          {t('composer.send-anyway')}
        </Button>
      </div>
    </section>
  )
}
