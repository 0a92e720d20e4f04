import { Anchor } from '@mantine/core'
import { bytes } from '../../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { getRawMessage } from '../../contract.ts'
import type { MessageRow } from '../rows.ts'
import { AttachedMail } from './attached-mail.tsx'
import { fileUrl } from './file-url.ts'
import classes from './messages.module.css'

const isPicture = (type: string) => /^image\/(png|jpe?g|gif|webp)$/.test(type)

/** What came along: pictures in small, everything with name, type and size. */
export const Attachments = ({ message }: { message: MessageRow }) => {
  const t = useText()
  const { locale } = useLocale()
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
          {attachments.map(({ id, name, type, bytes: size }) => (
            <li key={id}>
              <a href={fileUrl(id)} target="_blank" rel="noreferrer" className={classes.file}>
                {isPicture(type) && (
                  <img src={fileUrl(id)} alt="" loading="lazy" className={classes.picture} />
                )}
                <span className={classes.fileName}>{name}</span>
                <span className={classes.fileKind}>
                  {type} · {bytes(locale, size)}
                </span>
              </a>
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
