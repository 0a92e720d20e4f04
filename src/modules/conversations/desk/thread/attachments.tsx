import { Anchor } from '@mantine/core'
import { bytes } from '../../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { getRawMessage } from '../../contract.ts'
import type { MessageRow } from '../rows.ts'
import { AttachedMail } from './attached-mail.tsx'
import { fileUrl } from './file-url.ts'
import classes from './messages.module.css'

const isPicture = (type: string) => /^image\/(png|jpe?g|gif|webp)$/.test(type)

const Attachment = ({ file }: { file: MessageRow['attachments'][number] }) => {
  const t = useText()
  const { locale } = useLocale()
  const { id, name, type, bytes: size, scan, finding } = file
  const about = (
    <>
      <span className={classes.fileName}>{name}</span>
      <span className={classes.fileKind}>
        {type} · {bytes(locale, size)}
      </span>
    </>
  )
  // Nobody gets what was not found clean, so there is nothing to open.
  if (scan && scan !== 'clean')
    return (
      <div className={classes.file} data-scan={scan}>
        {about}
        <span className={classes.scan}>
          <span aria-hidden="true">{scan === 'waiting' ? '…' : '⚠'}</span>{' '}
          {t(`message.file.${scan}`, { finding: finding ?? '' })}
        </span>
      </div>
    )
  return (
    <a href={fileUrl(id)} target="_blank" rel="noreferrer" className={classes.file}>
      {isPicture(type) && (
        <img src={fileUrl(id)} alt="" loading="lazy" className={classes.picture} />
      )}
      {about}
    </a>
  )
}

/** What came along: pictures in small, everything with name, type and size. */
export const Attachments = ({ message }: { message: MessageRow }) => {
  const t = useText()
  const { attachments, hasRaw, text } = message
  const mails = message.mail?.mails ?? []
  return (
    <>
      {attachments.length > 0 && (
        <ul className={classes.files} aria-label={t('message.files')}>
          {mails.map((mail) => (
            <li key={mail.position}>
              <AttachedMail messageId={message.id} mail={mail} />
            </li>
          ))}
          {attachments.map((file) => (
            <li key={file.id}>
              <Attachment file={file} />
            </li>
          ))}
        </ul>
      )}
      {hasRaw && text === '' && attachments.length === 0 && (
        <Anchor size="xs" href={getRawMessage.path.replace(':id', message.id)}>
          {t('message.raw')}
        </Anchor>
      )}
    </>
  )
}
