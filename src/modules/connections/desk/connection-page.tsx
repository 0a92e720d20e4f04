import { useParams } from '@tanstack/react-router'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { getConnection, listChannels, listConnections, updateConnection } from '../contract.ts'
import styles from './connections.module.css'
import { Counts } from './counts.tsx'
import { Embed } from './embed.tsx'
import { ConnectionForm } from './form/connection-form.tsx'
import { PauseAndRemove } from './pause-and-remove.tsx'
import { Quarantine } from './quarantine.tsx'
import { Reconciliations } from './reconciliations.tsx'
import { SendingNote } from './sending-note.tsx'
import { StallNote } from './stall-note.tsx'
import { ProblemNote, StateMark } from './state-mark.tsx'
import { channelName } from './words.ts'

export const ConnectionPage = () => {
  const t = useText()
  const show = useToast()
  const { id } = useParams({ strict: false }) as { id: string }
  const connection = useRead(
    getConnection,
    { id },
    // Who has just connected waits for the first word of it.
    { refetchInterval: ({ state }) => (state.data?.state === 'new' ? 1500 : 10_000) },
  )
  const channels = useRead(listChannels, {})
  const update = useWrite(updateConnection, {
    quiet: true,
    invalidates: [listConnections, getConnection],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  const one = connection.data
  const channel = channels.data?.data.find(({ key }) => key === one?.channel)
  const failed = connection.error ?? channels.error
  return (
    <>
      <p className={styles.back}>
        <TextLink to="/settings/connections">{t('connection.back')}</TextLink>
      </p>
      {failed ? (
        <ErrorNote error={failed} retry={connection.refetch} />
      ) : (
        !one && <Loading rows={5} height={56} />
      )}
      {one && channel && (
        <>
          <PageTitle title={one.name}>
            <StateMark state={one.state} />
          </PageTitle>
          <p className={styles.lead}>
            {[channelName(t, one.channel), one.address].filter(Boolean).join(' · ')}
          </p>
          <ProblemNote channel={one.channel} problem={one.problem} />
          <SendingNote channel={one.channel} sending={one.sending} />
          <StallNote connection={one} />
          {one.channel === 'web-chat' && <Embed id={one.id} />}
          <Section title={t('connection.received')} text={t('connection.received.text')}>
            <Counts id={one.id} />
            <Quarantine id={one.id} channel={one.channel} />
          </Section>
          {channel.canReconcile && <Reconciliations id={one.id} channel={one.channel} />}
          {channel.canSign && (
            <Section title={t('connection.sender')} text={t('connection.sender.text')}>
              <p>
                <TextLink to={`/settings/connections/${one.id}/sender`}>
                  {t('connection.sender.open')}
                </TextLink>
              </p>
            </Section>
          )}
          <Section title={t('connection.form')}>
            <ConnectionForm
              channel={channel}
              id={one.id}
              name={one.name}
              settings={one.settings}
              action={t('ui.save')}
              busy={update.isPending}
              error={update.error}
              submit={(name, settings) => update.mutate({ id: one.id, name, settings })}
            />
          </Section>
          <PauseAndRemove connection={one} />
        </>
      )}
    </>
  )
}
