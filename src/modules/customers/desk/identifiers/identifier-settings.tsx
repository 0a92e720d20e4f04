import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../../foundation/browser/ui/section.tsx'
import { type IdentifierTypeRow, listIdentifierTypes } from '../../rules/contract.ts'
import { BlockedValues } from './blocked-values.tsx'
import { TypeForm } from './type-form.tsx'

type Row = z.output<typeof IdentifierTypeRow>

/** By what customers are recognised, what each kind may do, and which values stand for nobody. */
export const IdentifierSettings = () => {
  const t = useText()
  const { locale } = useLocale()
  const canManage = useCan('identity.manage')
  const types = useRead(listIdentifierTypes, {})
  const [edited, setEdited] = useState<'new' | Row>()
  const titleOf = (one: Row) => (locale === 'ja' ? one.titleJa : one.titleEn)
  const most = (one: Row) =>
    one.windowDays === null || one.most === 0
      ? t('identifier_type.most_ever', { most: one.most })
      : t('identifier_type.most_within', { most: one.most, days: one.windowDays })
  return (
    <>
      <PageTitle title={t('identifier_type.settings')} />
      <Section
        title={t('identifier_type.title')}
        text={t('identifier_type.text')}
        action={
          canManage && <Button onClick={() => setEdited('new')}>{t('identifier_type.add')}</Button>
        }
      >
        {types.isPending && <Loading rows={8} />}
        <ErrorNote error={types.error} retry={types.refetch} />
        {types.data && (
          <PlainTable
            label={t('identifier_type.title')}
            head={[
              { key: 'title', text: t('identifier_type.name') },
              { key: 'joins', text: t('identifier_type.joins') },
              { key: 'most', text: t('identifier_type.most') },
              { key: 'priority', text: t('identifier_type.priority'), end: true },
              { key: 'actions', text: t('identifier_type.actions'), end: true, hidden: true },
            ]}
          >
            {types.data.data.map((one) => (
              <tr key={one.type}>
                <td>
                  {titleOf(one)}
                  <br />
                  <code>{one.type}</code>
                </td>
                <td>
                  {one.trust === 'device'
                    ? t('identifier_type.joins.device')
                    : t(`identifier_type.joins.in_short.${one.joins}`)}
                </td>
                <td>{most(one)}</td>
                <td data-end>{one.priority}</td>
                <td data-end>
                  {canManage && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('identifier_type.edit', { name: titleOf(one) })}
                      onClick={() => setEdited(one)}
                    >
                      {t('ui.edit')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Section>
      <BlockedValues types={types.data?.data ?? []} />
      {edited && (
        <TypeForm one={edited === 'new' ? undefined : edited} close={() => setEdited(undefined)} />
      )}
    </>
  )
}
