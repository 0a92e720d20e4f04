import { Modal } from '@mantine/core'
import { useState } from 'react'
import { bytes, exactTime } from '../../../../foundation/browser/formats.ts'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { languageOf } from '../../../customers/desk/text-language.ts'
import { openAttachedMail } from '../../contract.ts'
import type { MessageRow } from '../rows.ts'
import { Linked } from './linked.tsx'
import classes from './mail-facts.module.css'

type Mail = NonNullable<NonNullable<MessageRow['mail']>['mails']>[number]

const names = (people: { address: string; name?: string | undefined }[]) =>
  people.map(({ address, name }) => (name ? `${name} <${address}>` : address)).join(', ')

/** A mail that hangs on another: whose and what about, to be read here without opening a file. */
export const AttachedMail = ({ messageId, mail }: { messageId: string; mail: Mail }) => {
  const t = useText()
  const [opened, setOpened] = useState(false)
  const title = mail.subject || t('mail.attached.no-subject')
  return (
    <>
      <button type="button" className={classes.attached} onClick={() => setOpened(true)}>
        <span className={classes.kind}>
          <span aria-hidden="true">✉</span> {t('mail.attached')}
        </span>
        <span className={classes.summary}>{title}</span>
        {mail.from && <span className={classes.note}>{names([mail.from])}</span>}
      </button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={title} size="lg">
        <Content messageId={messageId} position={mail.position} />
      </Modal>
    </>
  )
}

const Content = ({ messageId, position }: { messageId: string; position: number }) => {
  const t = useText()
  const { locale } = useLocale()
  const mail = useRead(openAttachedMail, { id: messageId, position })
  if (mail.error) return <ErrorNote error={mail.error} retry={mail.refetch} />
  if (!mail.data) return <Loading rows={4} />
  const { from, to, cc, sentAt, text, attachments } = mail.data
  return (
    <>
      <p className={classes.note}>{names([from])}</p>
      <p className={classes.note}>
        {t('message.to', { names: names(to) })}
        {cc.length > 0 && ` ${t('message.cc', { names: names(cc) })}`}
      </p>
      {sentAt && <p className={classes.note}>{exactTime(locale, sentAt)}</p>}
      <p className={classes.words} lang={languageOf(text)}>
        <Linked text={text} />
      </p>
      {attachments.map(({ name, type, bytes: size }) => (
        <p key={`${name} ${size}`} className={classes.note}>
          {name} · {type} · {bytes(locale, size)}
        </p>
      ))}
      {attachments.length > 0 && <p className={classes.note}>{t('mail.attached.download')}</p>}
    </>
  )
}
