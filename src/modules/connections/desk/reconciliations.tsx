import { Button } from '@mantine/core'
import { count } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { getConnectionCounts, listReconciliations, startReconciliation } from '../contract.ts'
import styles from './connections.module.css'
import { problemText } from './words.ts'

const shown = 7
const figures = ['mailbox', 'stored', 'missing', 'taken'] as const

/** What the mailbox holds against what is here, run by run; the difference is normally none. */
export const Reconciliations = ({ id, channel }: { id: string; channel: string }) => {
  const t = useText()
  const { locale } = useLocale()
  const runs = useRead(
    listReconciliations,
    { id, limit: shown },
    {
      refetchInterval: ({ state }) => (state.data?.data[0]?.state === 'running' ? 1500 : 60_000),
    },
  )
  const start = useWrite(startReconciliation, {
    invalidates: [listReconciliations, getConnectionCounts],
  })
  const rows = runs.data?.data ?? []
  const isRunning = rows[0]?.state === 'running'
  return (
    <Section
      title={t('connection.reconcile')}
      text={t('connection.reconcile.text')}
      action={
        useCan('connection.manage') && (
          <Button
            size="xs"
            variant="default"
            loading={start.isPending || isRunning}
            onClick={() => start.mutate({ id })}
          >
            {t('connection.reconcile.now')}
          </Button>
        )
      }
    >
      <ErrorNote error={runs.error} retry={runs.refetch} />
      {runs.isSuccess && rows.length === 0 && (
        <p className={styles.quiet}>{t('connection.reconcile.none')}</p>
      )}
      {rows.length > 0 && (
        <PlainTable
          label={t('connection.reconcile')}
          head={[
            { key: 'at', text: t('connection.reconcile.at') },
            ...figures.map((key) => ({
              key,
              text: t(`connection.reconcile.${key}`),
              end: true,
            })),
            { key: 'result', text: t('connection.reconcile.result') },
          ]}
        >
          {rows.map((run) => (
            <tr key={run.id}>
              <td>
                <TimeText at={run.startedAt} />
              </td>
              {figures.map((key) => (
                <td key={key} data-end>
                  {run[key] === null ? '–' : count(locale, run[key])}
                </td>
              ))}
              <td>
                {run.state === 'failed'
                  ? problemText(t, channel, run.code ?? 'reconcile.failed')
                  : t(`connection.reconcile.${run.missing ? 'different' : run.state}`)}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  )
}
