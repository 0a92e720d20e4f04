import { useText } from '../../../../foundation/browser/texts.tsx'
import type { MessageRow } from '../rows.ts'
import { InvitationCard } from './invitation-card.tsx'
import classes from './mail-facts.module.css'

/** What a mail brings beyond its words: who passed it on, where answers go, whether it is sealed, an appointment. */
export const MailFacts = ({ message }: { message: MessageRow }) => {
  const t = useText()
  const facts = message.mail
  if (!facts) return null
  const { invitation, protection, forwardedBy, replyTo } = facts
  return (
    <>
      {forwardedBy && (
        <p className={classes.note}>
          {t('mail.forwarded-by', { name: forwardedBy.name ?? forwardedBy.address })}
        </p>
      )}
      {replyTo && (
        <p className={classes.note}>{t('mail.reply-to', { address: replyTo.address })}</p>
      )}
      {protection && <p className={classes.note}>{t(`mail.protection.${protection}`)}</p>}
      {invitation && <InvitationCard invitation={invitation} />}
    </>
  )
}

/** Whether the sender's domain vouches for the mail; nothing while that is not known. */
export const SenderMark = ({ message: { sender } }: { message: MessageRow }) => {
  const t = useText()
  if (!sender || sender.state === 'unknown') return null
  const { state, domain, spf, dkim, dmarc, by } = sender
  const results = `SPF ${spf ?? '–'} · DKIM ${dkim ?? '–'} · DMARC ${dmarc ?? '–'}`
  const why = t(`sender.${state}.why`, { domain: domain ?? '' })
  return (
    <span
      className={classes.sender}
      data-state={state}
      title={`${why}\n${results}\n${t(`sender.by.${by}`)}`}
    >
      <span aria-hidden="true">{state === 'confirmed' ? '✓' : '?'}</span> {t(`sender.${state}`)}
    </span>
  )
}
