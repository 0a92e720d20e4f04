import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../../foundation/browser/ui/plain-table.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import type { CustomerWithIdentifiers } from '../../contract.ts'
import { getDuplicate } from '../../duplicates/contract.ts'
import { useCustomerName } from '../customer-name.ts'
import { useFieldName } from '../field-name.ts'
import merging from '../merging/merging.module.css'
import { inPageOrder } from '../profile/field-groups.ts'
import { localPhone } from '../profile/local-forms.ts'
import { useValueText } from '../profile/use-field-text.ts'
import classes from './duplicates.module.css'
import { isTold, useReasons } from './reasons.ts'
import type { Pair } from './use-decisions.ts'

type Customer = z.output<typeof CustomerWithIdentifiers>

/** Both records beside each other, and what speaks for one person and against. `children` are the buttons. */
export const PairView = ({ pair, children }: { pair: Pair; children: ReactNode }) => {
  const t = useText()
  const nameOf = useCustomerName()
  const { locale } = useLocale()
  const fieldName = useFieldName()
  const valueText = useValueText()
  const { say, speaksFor, likely } = useReasons()
  const { data, error, refetch } = useRead(getDuplicate, { a: pair.a.id, b: pair.b.id })
  if (error) return <ErrorNote error={error} retry={refetch} />
  if (!data) return <Loading rows={8} height={32} />
  const { a, b, fields, reasons, warnings } = data
  const reached = (one: Customer) =>
    one.identifiers.filter(({ trust, type }) => trust !== 'device' && type !== 'visitor')
  const rows: { key: string; title: string; sides: ReactNode[] }[] = [
    ...inPageOrder(fields, locale).map((one) => ({
      key: one.field,
      title: fieldName(one.field),
      sides: [one.a, one.b].map((value) => value && valueText(one.field, value)),
    })),
    {
      key: 'identifiers',
      title: t('duplicates.known_by'),
      sides: [a, b].map((side) => (
        <ul key={side.id} className={classes.plain}>
          {reached(side).map((one) => (
            <li key={one.id}>
              {one.type === 'phone' ? localPhone(one.value) : one.value}{' '}
              <span className={classes.quiet}>
                {t(one.trust === 'verified' ? 'customer.verified' : 'customer.claimed')}
              </span>
            </li>
          ))}
        </ul>
      )),
    },
    {
      key: 'since',
      title: t('customer.since'),
      sides: [a, b].map((side) => <TimeText key={side.id} ago at={side.createdAt} />),
    },
    {
      key: 'contact',
      title: t('customer.last-contact'),
      sides: [a, b].map((side) =>
        side.lastContactAt ? <TimeText key={side.id} ago at={side.lastContactAt} /> : null,
      ),
    },
  ]
  return (
    <section className={classes.view} aria-label={t('duplicates.compare')}>
      <h2 className={classes.heading}>
        {warnings.length > 0 ? t('duplicates.alike') : likely(data)}
      </h2>
      {warnings.map((warning) => (
        <p key={warning} className={merging.warning}>
          {t(`merge.warning.${warning}`)}
        </p>
      ))}
      <ul className={classes.reasons}>
        {reasons.filter(isTold).map((one) => (
          <li key={one.field} data-against={!speaksFor(one) || undefined}>
            <span aria-hidden="true">{speaksFor(one) ? '＋' : '－'}</span>
            <VisuallyHidden>
              {t(speaksFor(one) ? 'duplicates.for' : 'duplicates.against')}
            </VisuallyHidden>{' '}
            {say(one)}
          </li>
        ))}
      </ul>
      <PlainTable
        label={t('duplicates.compare')}
        head={[
          { key: 'field', text: t('duplicates.field') },
          { key: 'a', text: nameOf(a.name, a.shown) },
          { key: 'b', text: nameOf(b.name, b.shown) },
        ]}
      >
        {rows.map(({ key, title, sides }) => (
          <tr key={key}>
            <th scope="row" className={classes.field}>
              {title}
            </th>
            {sides.map((side, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: there are two, and they stay in place
              <td key={at}>{side ?? '–'}</td>
            ))}
          </tr>
        ))}
        <tr>
          <th scope="row" className={classes.field}>
            {t('duplicates.record')}
          </th>
          {[a, b].map((side) => (
            <td key={side.id}>
              <TextLink to="/customers/$customerId" params={{ customerId: side.id }}>
                {t('duplicates.look')}
                <VisuallyHidden> {nameOf(side.name, side.shown)}</VisuallyHidden>
              </TextLink>
            </td>
          ))}
        </tr>
      </PlainTable>
      <div className={classes.actions}>{children}</div>
      <p className={classes.quiet}>{t('duplicates.outcome', { name: nameOf(a.name, a.shown) })}</p>
    </section>
  )
}
