import type { z } from 'zod'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { previewRules, type SourceRules } from '../contract.ts'
import classes from './sources.module.css'

/** The latest events as these rules would keep them. */
export const RulesPreview = ({
  id,
  rules,
}: {
  id: string
  rules: z.output<typeof SourceRules>
}) => {
  const t = useText()
  const preview = useRead(previewRules, { id, rules }, { staleTime: 0 })
  if (preview.isPending) return <Loading rows={3} />
  if (preview.error) return <ErrorNote error={preview.error} retry={preview.refetch} />
  if (preview.data.data.length === 0) return <EmptyState title={t('rules.preview.none')} />
  return (
    <PlainTable
      label={t('rules.preview.title')}
      head={[
        { key: 'event', text: t('rules.preview.event') },
        { key: 'outcome', text: t('rules.preview.outcome') },
        { key: 'after', text: t('rules.preview.after') },
      ]}
    >
      {preview.data.data.map((event) => (
        <tr key={event.id}>
          <td>
            {event.name || event.kind}
            <div className={classes.quiet}>
              <TimeText at={event.at} />
            </div>
          </td>
          <td>
            {event.denied ? t('rules.preview.denied') : t('rules.preview.taken')}
            {event.changed.map((path) => (
              <div key={path} className={classes.quiet}>
                <code>{path}</code>
              </div>
            ))}
          </td>
          <td>
            {!event.denied && (
              <details>
                <summary>{t('source.rejected.show')}</summary>
                <pre className={classes.body}>{JSON.stringify(event.after, null, 2)}</pre>
              </details>
            )}
          </td>
        </tr>
      ))}
    </PlainTable>
  )
}
