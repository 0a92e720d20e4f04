import { useState } from 'react'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { showMail } from '../../contract.ts'
import type { MessageRow } from '../rows.ts'
import classes from './messages.module.css'

/** A guess; scripts are off inside, so nobody can tell us the height. */
const heightOf = (text: string) =>
  Math.min(640, 140 + text.split('\n').length * 22 + text.length / 4)

const pageOf = (id: string, pictures: 'hidden' | 'shown') =>
  `${showMail.path.replace(':id', id)}?pictures=${pictures}`

/** A mail as designed, in a frame without scripts, our origin, or pictures from elsewhere unless asked. */
export default function MailFrame({ message, html }: { message: MessageRow; html: string }) {
  const t = useText()
  const [pictures, setPictures] = useState<'hidden' | 'shown'>('hidden')
  const hasRemote = html.includes('data-remote-src=')
  return (
    <>
      {hasRemote && pictures === 'hidden' && (
        <p className={classes.remote}>
          {t('mail.pictures-hidden')}{' '}
          <button type="button" className={classes.toggle} onClick={() => setPictures('shown')}>
            {t('mail.show-pictures')}
          </button>
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
