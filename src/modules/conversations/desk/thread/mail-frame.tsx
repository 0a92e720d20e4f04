import { useState } from 'react'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { showMail } from '../../contract.ts'
import type { MessageRow } from '../rows.ts'
import classes from './messages.module.css'
import { rememberSender, showsAtOnce } from './picture-senders.ts'

/** A guess; scripts are off inside, so nobody can tell us the height. */
const heightOf = (text: string) =>
  Math.min(640, 140 + text.split('\n').length * 22 + text.length / 4)

type Pictures = 'hidden' | 'shown'

const pageOf = (id: string, pictures: Pictures) =>
  `${showMail.path.replace(':id', id)}?pictures=${pictures}`

/** A mail as designed, in a frame without scripts, our origin, or pictures from elsewhere unless asked. */
export default function MailFrame({ message, html }: { message: MessageRow; html: string }) {
  const t = useText()
  // Anybody can write a name; it is remembered only where its domain vouches for the mail.
  const sender = message.sender?.state === 'confirmed' ? message.from?.address : undefined
  const [always, setAlways] = useState(() => sender !== undefined && showsAtOnce(sender))
  const [pictures, setPictures] = useState<Pictures>(always ? 'shown' : 'hidden')
  const hasRemote = html.includes('data-remote-src=')
  const remember = (address: string, shown: boolean) => {
    rememberSender(address, shown)
    setAlways(shown)
    if (shown) setPictures('shown')
  }
  const button = (text: string, run: () => void) => (
    <button type="button" className={classes.toggle} onClick={run}>
      {text}
    </button>
  )
  return (
    <>
      {hasRemote && pictures === 'hidden' && (
        <p className={classes.remote}>
          {t('mail.pictures-hidden')} {button(t('mail.show-pictures'), () => setPictures('shown'))}{' '}
          {sender && button(t('mail.always-pictures', { sender }), () => remember(sender, true))}
        </p>
      )}
      {hasRemote && pictures === 'shown' && sender && always && (
        <p className={classes.remote}>
          {t('mail.pictures-always', { sender })}{' '}
          {button(t('mail.not-always'), () => remember(sender, false))}
        </p>
      )}
      <iframe
        // A frame that only changed its address would leave a step in the browser's history.
        key={pictures}
        className={classes.mail}
        title={t('mail.frame')}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        style={{ height: heightOf(message.text) }}
        src={pageOf(message.id, pictures)}
      />
    </>
  )
}
