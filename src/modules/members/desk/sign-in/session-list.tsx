import { Badge, Button } from '@mantine/core'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { listSessions, revokeSession } from '../../contract.ts'
import classes from './profile.module.css'

export const SessionList = () => {
  const t = useText()
  const sessions = useRead(listSessions, {})
  const revoke = useWrite(revokeSession, { invalidates: [listSessions] })
  return (
    <>
      <ErrorNote error={sessions.error} retry={sessions.refetch} />
      {sessions.isPending && <Loading rows={2} />}
      <ul className={classes.sessions}>
        {sessions.data?.data.map(({ id, current, device, address, lastSeenAt }) => (
          <li key={id}>
            <div>
              <strong>{device}</strong>{' '}
              {current && <Badge variant="light">{t('profile.session.this')}</Badge>}
              <p>
                {address} · {t('profile.session.seen')} <TimeText at={lastSeenAt} />
              </p>
            </div>
            {!current && (
              <Button
                variant="default"
                size="xs"
                aria-label={t('profile.session.end-of', { device })}
                loading={revoke.isPending && revoke.variables.id === id}
                onClick={() => revoke.mutate({ id })}
              >
                {t('profile.session.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
