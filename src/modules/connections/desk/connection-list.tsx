import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { ButtonLink, TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { listChannels, listConnections } from '../contract.ts'
import styles from './connections.module.css'
import { Counts } from './counts.tsx'
import { SendingNote } from './sending-note.tsx'
import { StallNote } from './stall-note.tsx'
import { ProblemNote, StateMark } from './state-mark.tsx'
import { channelName } from './words.ts'

export const ConnectionList = () => {
  const t = useText()
  const canManage = useCan('connection.manage')
  const connections = useReadPages(listConnections, { limit: 50 }, { refetchInterval: 15_000 })
  return (
    <>
      <PageTitle title={t('connection.settings')} />
      {connections.isPending && <Loading rows={3} height={88} />}
      <ErrorNote error={connections.error} retry={connections.refetch} />
      {connections.isSuccess && connections.rows.length === 0 && (
        <EmptyState title={t('connection.empty.title')} text={t('connection.empty.text')} />
      )}
      <ul className={styles.list}>
        {connections.rows.map((connection) => (
          <li key={connection.id} className={styles.card}>
            <div className={styles.cardHead}>
              <div>
                <h2 className={styles.name}>
                  {canManage ? (
                    <TextLink to="/settings/connections/$id" params={{ id: connection.id }}>
                      {connection.name}
                    </TextLink>
                  ) : (
                    connection.name
                  )}
                </h2>
                <p className={styles.quiet}>
                  {[channelName(t, connection.channel), connection.address]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              </div>
              <StateMark state={connection.state} />
            </div>
            <ProblemNote channel={connection.channel} problem={connection.problem} />
            <SendingNote channel={connection.channel} sending={connection.sending} />
            {connection.stalledSince && <StallNote connection={connection} />}
            <Counts id={connection.id} />
          </li>
        ))}
      </ul>
      <ShowMore list={connections} />
      {canManage && <AddConnection />}
    </>
  )
}

const AddConnection = () => {
  const t = useText()
  const channels = useRead(listChannels, {})
  return (
    <Section title={t('connection.add')} text={t('connection.add.text')}>
      <ErrorNote error={channels.error} retry={channels.refetch} />
      <div className={styles.channels}>
        {channels.data?.data.map(({ key }) => (
          <ButtonLink
            key={key}
            to="/settings/connections/new/$channel"
            params={{ channel: key }}
            variant="default"
          >
            {t('connection.add.channel', { channel: channelName(t, key) })}
          </ButtonLink>
        ))}
      </div>
    </Section>
  )
}
