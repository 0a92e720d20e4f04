import { VisuallyHidden } from '@mantine/core'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import type { OutputOf } from '../../../../foundation/shared/endpoint.ts'
import type { previewMerge } from '../../contract.ts'
import { useCustomerName } from '../customer-name.ts'
import { useFieldName } from '../field-name.ts'
import { isDevice } from '../identifier-list.tsx'
import { inPageOrder } from '../profile/field-groups.ts'
import { localPhone } from '../profile/local-forms.ts'
import { useValueText } from '../profile/use-field-text.ts'
import classes from './merging.module.css'

/** Both records side by side, what would be shown of the one, what moves, and what speaks against it. */
export const MergePreview = ({
  preview: { into, from, fields, moves, warnings },
}: {
  preview: OutputOf<typeof previewMerge>
}) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const fieldName = useFieldName()
  const say = useValueText()
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} className={classes.warning} role="alert">
          {t(`merge.warning.${warning}`)}
        </p>
      ))}
      <div className={classes.sides}>
        {[into, from].map((side) => (
          <section key={side.id} className={classes.side}>
            <span className={classes.quiet}>
              {t(side === into ? 'merge.stays' : 'merge.joins')}
            </span>
            <h3>{nameOf(side.name, side.shown)}</h3>
            <SideIdentifiers identifiers={side.identifiers} />
          </section>
        ))}
      </div>
      <h3 className={classes.small}>{t('merge.result')}</h3>
      <ul className={classes.result}>
        {inPageOrder(fields, locale).map(({ field, value, others }) => (
          <li key={field}>
            {fieldName(field)}
            {': '}
            <b>{value ? say(field, value) : t('field.none')}</b>
            {others.length > 0 && (
              <span className={classes.quiet}>
                {' '}
                {t('merge.instead', {
                  values: others.map((other) => say(field, other)).join(', '),
                })}
              </span>
            )}
          </li>
        ))}
        <Moves moves={moves} />
      </ul>
    </>
  )
}

/** How much goes along, as entries of a list. */
export const Moves = ({ moves }: { moves: Readonly<Record<string, number>> }) => {
  const t = useText()
  const { locale } = useLocale()
  const more = Object.entries(moves).flatMap(([what, count]) =>
    count > 0 && t.has(`merge.moves.${what}`) ? [t(`merge.moves.${what}`, { count })] : [],
  )
  return (
    <>
      <li>
        {t('merge.moves', {
          identifiers: moves.identifiers ?? 0,
          conversations: moves.conversations ?? 0,
          open: moves.open ?? 0,
        })}
      </li>
      {more.length > 0 && (
        <li>{t('merge.moves.more', { list: new Intl.ListFormat(locale).format(more) })}</li>
      )}
    </>
  )
}

type Identifiers = OutputOf<typeof previewMerge>['into']['identifiers']

/** What people are known by; of devices, whose numbers say nothing to a reader, how many. */
const SideIdentifiers = ({ identifiers }: { identifiers: Identifiers }) => {
  const t = useText()
  const devices = identifiers.filter(isDevice).length
  const known = identifiers.filter((one) => !isDevice(one))
  return (
    <ul>
      {known.slice(0, 8).map(({ id, type, value, trust }) => (
        <li key={id}>
          <span aria-hidden="true">{trust === 'verified' ? '✓ ' : '? '}</span>
          <VisuallyHidden>
            {t(trust === 'verified' ? 'customer.verified' : 'customer.claimed')}
          </VisuallyHidden>
          {type === 'phone' ? localPhone(value) : value}
        </li>
      ))}
      {known.length > 8 && <li>{t('merge.more', { count: known.length - 8 })}</li>}
      {devices > 0 && <li>{t('customer.devices', { count: devices })}</li>}
    </ul>
  )
}
