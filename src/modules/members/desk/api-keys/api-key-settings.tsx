import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { dayDate } from '../../../../foundation/browser/formats.ts'
import { useReadPages, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../../foundation/browser/ui/confirm.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { type ApiKey, listApiKeys, revokeApiKey } from '../../contract.ts'
import styles from '../members.module.css'
import { ApiKeyForm } from './api-key-form.tsx'

type OneKey = z.output<typeof ApiKey>

export const ApiKeySettings = () => {
  const t = useText()
  const { locale } = useLocale()
  const keys = useReadPages(listApiKeys, { limit: 100 })
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<OneKey>()
  const revoke = useWrite(revokeApiKey, {
    invalidates: [listApiKeys],
    onSuccess: () => setLeaving(undefined),
  })
  return (
    <>
      <PageTitle title={t('api_key.settings')}>
        <Button onClick={() => setAdding(true)}>{t('api_key.add')}</Button>
      </PageTitle>
      <p className={styles.lead}>
        {t('api_key.text')}{' '}
        <Anchor href="/api/docs" underline="always">
          {t('api_key.docs')}
        </Anchor>
      </p>
      {keys.isPending && <Loading />}
      <ErrorNote error={keys.error} retry={keys.refetch} />
      {keys.isSuccess && keys.rows.length === 0 && (
        <EmptyState title={t('api_key.empty.title')} text={t('api_key.empty.text')} />
      )}
      {keys.rows.length > 0 && (
        <PlainTable
          label={t('api_key.settings')}
          head={[
            { key: 'name', text: t('api_key.name') },
            { key: 'scopes', text: t('api_key.scopes') },
            { key: 'created', text: t('api_key.created') },
            { key: 'used', text: t('api_key.used') },
            { key: 'actions', text: t('member.actions'), end: true, hidden: true },
          ]}
        >
          {keys.rows.map((key) => (
            <tr key={key.id}>
              <td>
                <div>{key.name}</div>
                <code className={styles.hint}>…{key.hint}</code>
              </td>
              <td>
                <details>
                  <summary>{t('api_key.scope_count', { count: key.scopes.length })}</summary>
                  <code className={styles.quiet}>{key.scopes.join(' ')}</code>
                </details>
              </td>
              <td>
                <time dateTime={key.createdAt}>{dayDate(locale, key.createdAt)}</time>
              </td>
              <td>{key.lastUsedAt ? <TimeText at={key.lastUsedAt} /> : t('api_key.never')}</td>
              <td data-end>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('api_key.revoke_of', { name: key.name })}
                  onClick={() => setLeaving(key)}
                >
                  {t('api_key.revoke')}
                </Button>
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={keys} />
      {isAdding && <ApiKeyForm close={() => setAdding(false)} />}
      <Confirm
        opened={!!leaving}
        title={t('api_key.revoke_of', { name: leaving?.name ?? '' })}
        text={t('api_key.revoke.text')}
        action={t('api_key.revoke')}
        busy={revoke.isPending}
        run={() => leaving && revoke.mutate({ id: leaving.id })}
        close={() => setLeaving(undefined)}
      />
    </>
  )
}
