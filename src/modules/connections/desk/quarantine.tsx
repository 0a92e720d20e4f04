import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { fillPath } from '../../../foundation/browser/client.ts'
import { bytes, count } from '../../../foundation/browser/formats.ts'
import { useReadPages, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import {
  downloadQuarantined,
  getConnectionCounts,
  listQuarantine,
  removeQuarantined,
  retryQuarantined,
} from '../contract.ts'
import styles from './connections.module.css'
import { problemText } from './words.ts'

/** Input that is kept as it came because it could not be read. Shows nothing when there is none. */
export const Quarantine = ({ id, channel }: { id: string; channel: string }) => {
  const t = useText()
  const { locale } = useLocale()
  const show = useToast()
  const held = useReadPages(listQuarantine, { id, limit: 50 })
  const retry = useWrite(retryQuarantined, {
    invalidates: [listQuarantine, getConnectionCounts],
    onSuccess: () => show({ kind: 'done', text: t('connection.quarantine.retried') }),
  })
  const [asking, setAsking] = useState<string>()
  const remove = useWrite(removeQuarantined, {
    invalidates: [listQuarantine, getConnectionCounts],
    onSuccess: () => {
      setAsking(undefined)
      show({ kind: 'done', text: t('connection.quarantine.removed') })
    },
  })
  if (held.error) return <ErrorNote error={held.error} retry={held.refetch} />
  if (held.rows.length === 0) return null
  return (
    <div className={styles.quarantine}>
      <h3 className={styles.name}>{t('connection.quarantine')}</h3>
      <p className={styles.quiet}>{t('connection.quarantine.text')}</p>
      <PlainTable
        label={t('connection.quarantine')}
        head={[
          { key: 'at', text: t('connection.quarantine.at') },
          { key: 'why', text: t('connection.quarantine.why') },
          { key: 'size', text: t('connection.quarantine.size'), end: true },
          { key: 'tries', text: t('connection.quarantine.tries'), end: true },
          { key: 'actions', text: t('connection.actions'), end: true, hidden: true },
        ]}
      >
        {held.rows.map((receipt) => (
          <tr key={receipt.id}>
            <td>
              <TimeText at={receipt.receivedAt} />
            </td>
            <td>
              {problemText(t, channel, receipt.code)}
              {receipt.detail && <div className={styles.quiet}>{receipt.detail}</div>}
            </td>
            <td data-end>{bytes(locale, receipt.bytes)}</td>
            <td data-end>{count(locale, receipt.attempts)}</td>
            <td data-end>
              <Group gap="xs" justify="flex-end" wrap="nowrap">
                <Button
                  size="xs"
                  variant="default"
                  loading={retry.isPending && retry.variables.receiptId === receipt.id}
                  onClick={() => retry.mutate({ id, receiptId: receipt.id })}
                >
                  {t('connection.quarantine.retry')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  component="a"
                  href={fillPath(downloadQuarantined.path, { id, receiptId: receipt.id }).path}
                  download
                >
                  {t('connection.quarantine.raw')}
                </Button>
                <Button size="xs" variant="default" onClick={() => setAsking(receipt.id)}>
                  {t('connection.quarantine.remove')}
                </Button>
              </Group>
            </td>
          </tr>
        ))}
      </PlainTable>
      <ShowMore list={held} />
      <Confirm
        opened={asking !== undefined}
        title={t('connection.quarantine.remove-title')}
        text={t('connection.quarantine.remove-text')}
        action={t('connection.quarantine.remove')}
        busy={remove.isPending}
        run={() => asking && remove.mutate({ id, receiptId: asking })}
        close={() => setAsking(undefined)}
      />
    </div>
  )
}
