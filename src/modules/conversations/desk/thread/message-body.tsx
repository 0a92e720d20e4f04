import { lazy, Suspense, useState } from 'react'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { languageOf } from '../../../customers/desk/text-language.ts'
import type { MessageRow } from '../rows.ts'
import { Linked } from './linked.tsx'
import classes from './messages.module.css'

const MailFrame = lazy(() => import('./mail-frame.tsx'))

/** The words; what quotes earlier messages is folded. A mail can be seen as it was designed. */
export const MessageBody = ({ message }: { message: MessageRow }) => {
  const t = useText()
  const { text, newTextLength, html } = message
  const [designed, setDesigned] = useState(false)
  const [quoteShown, setQuoteShown] = useState(false)
  const fresh = text.slice(0, newTextLength).trimEnd()
  const quoted = text.slice(newTextLength).trim()
  if (designed && html)
    return (
      <Suspense>
        <MailFrame message={message} html={html} />
        <Toggle text={t('mail.as-text')} run={() => setDesigned(false)} />
      </Suspense>
    )
  return (
    <>
      <p className={classes.text} lang={languageOf(text)}>
        <Linked text={fresh} />
      </p>
      {quoted && quoteShown && (
        <p className={classes.quoted} lang={languageOf(text)}>
          <Linked text={quoted} />
        </p>
      )}
      {(quoted || html) && (
        <p className={classes.toggles}>
          {quoted && (
            <Toggle
              expanded={quoteShown}
              text={t(quoteShown ? 'mail.hide-quote' : 'mail.show-quote')}
              run={() => setQuoteShown(!quoteShown)}
            />
          )}
          {html && <Toggle text={t('mail.as-designed')} run={() => setDesigned(true)} />}
        </p>
      )}
    </>
  )
}

const Toggle = ({ text, run, expanded }: { text: string; run: () => void; expanded?: boolean }) => (
  <button type="button" className={classes.toggle} aria-expanded={expanded} onClick={run}>
    {text}
  </button>
)
