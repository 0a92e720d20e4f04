import { useNavigate, useParams } from '@tanstack/react-router'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { createConnection, listChannels, listConnections } from '../contract.ts'
import styles from './connections.module.css'
import { ConnectionForm } from './form/connection-form.tsx'
import { channelName } from './words.ts'

export const NewConnection = () => {
  const t = useText()
  const { channel: key } = useParams({ strict: false }) as { channel: string }
  const navigate = useNavigate()
  const channels = useRead(listChannels, {})
  const channel = channels.data?.data.find((one) => one.key === key)
  const create = useWrite(createConnection, {
    quiet: true,
    invalidates: [listConnections],
    onSuccess: ({ id }) => navigate({ to: '/settings/connections/$id', params: { id } }),
  })
  const name = channelName(t, key)
  return (
    <>
      <p className={styles.back}>
        <TextLink to="/settings/connections">{t('connection.back')}</TextLink>
      </p>
      <PageTitle title={t('connection.add.channel', { channel: name })} />
      {channels.isPending && <Loading />}
      <ErrorNote error={channels.error} retry={channels.refetch} />
      {channels.data && !channel && <p>{t('error.channel.missing')}</p>}
      {channel && (
        <ConnectionForm
          channel={channel}
          // What has no address to be known by starts with its channel's name.
          name={channel.form.some(({ path }) => path === 'address') ? '' : name}
          action={t('connection.add.action')}
          busy={create.isPending}
          error={create.error}
          submit={(name, settings) =>
            create.mutate({ channel: key, settings, ...(name.trim() ? { name } : {}) })
          }
        />
      )}
    </>
  )
}
