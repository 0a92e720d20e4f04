import { useEffect, useState } from 'react'
import { useText } from '../../../../foundation/browser/texts.tsx'
import type { MessageRow } from '../rows.ts'
import { fileUrl } from './file-url.ts'
import { mailPage } from './mail-page.ts'
import classes from './messages.module.css'

/** A guess; scripts are off inside, so nobody can tell us the height. */
const heightOf = (text: string) =>
  Math.min(640, 140 + text.split('\n').length * 22 + text.length / 4)

/** Pictures that came with the mail, as data: the frame has no cookies to fetch them with. */
const useInlinePictures = ({ attachments }: MessageRow) => {
  const [pictures, setPictures] = useState<ReadonlyMap<string, string>>(new Map())
  useEffect(() => {
    const ending = new AbortController()
    const read = async (id: string) => {
      const response = await fetch(fileUrl(id), { signal: ending.signal })
      if (!response.ok) throw new Error('not here')
      const blob = await response.blob()
      return new Promise<string>((done, fail) => {
        const reader = new FileReader()
        reader.onload = () => done(String(reader.result))
        reader.onerror = fail
        reader.readAsDataURL(blob)
      })
    }
    for (const { id, contentId, type } of attachments.slice(0, 50)) {
      if (!contentId || !type.startsWith('image/')) continue
      read(id).then(
        (url) => setPictures((all) => new Map(all).set(contentId.replace(/^<|>$/g, ''), url)),
        // The mail shows without it.
        () => {},
      )
    }
    return () => ending.abort()
  }, [attachments])
  return pictures
}

/** A mail as designed, in a frame without scripts, our origin, or pictures from elsewhere unless asked. */
export default function MailFrame({ message, html }: { message: MessageRow; html: string }) {
  const t = useText()
  const [remoteShown, setRemoteShown] = useState(false)
  const pictures = useInlinePictures(message)
  const hasRemote = html.includes('data-remote-src=')
  return (
    <>
      {hasRemote && !remoteShown && (
        <p className={classes.remote}>
          {t('mail.pictures-hidden')}{' '}
          <button type="button" className={classes.toggle} onClick={() => setRemoteShown(true)}>
            {t('mail.show-pictures')}
          </button>
        </p>
      )}
      <iframe
        className={classes.mail}
        title={t('mail.frame')}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        style={{ height: heightOf(message.text) }}
        srcDoc={mailPage(html, { pictures, remote: remoteShown })}
      />
    </>
  )
}
