import { Button } from '@mantine/core'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { listIdentityActs } from '../../contract.ts'
import { useCustomerName } from '../customer-name.ts'
import panel from '../customer-panel.module.css'
import { localPhone } from '../profile/local-forms.ts'
import classes from './merging.module.css'
import { useIdentityWrites } from './use-identity-writes.ts'

/** Without the random numbers of devices, which say nothing to a reader. */
const known = (identifiers: readonly { type: string; value: string }[]) =>
  identifiers
    .filter(({ type }) => type !== 'visitor' && type !== 'anonymous_id')
    .map(({ type, value }) => (type === 'phone' ? localPhone(value) : value))

/** What was joined and parted here, by whom and why; each can be taken back. */
export const IdentityHistory = ({
  customerId,
  mayUndo,
}: {
  customerId: string
  mayUndo: boolean
}) => {
  const t = useText()
  const nameOf = useCustomerName()
  const { data } = useRead(listIdentityActs, { id: customerId })
  const { undo, undoMerge } = useIdentityWrites()
  if (!data || data.data.length === 0) return null
  const why = (reason: string) =>
    t([`act.why.${reason}`, `reason.${reason}`].find((id) => t.has(id)) ?? 'reason.other')
  return (
    <details className={panel.devices}>
      <summary>{t('act.history', { count: data.data.length })}</summary>
      <ul className={classes.acts}>
        {data.data.map((act) => (
          <li key={act.id} data-undone={act.undone || undefined}>
            <span>
              {t(`act.${act.kind}`, {
                name: nameOf(act.other.name, known(act.identifiers)[0]),
                by: act.actorName ?? '',
                byWhom: act.actorName ? 'member' : 'other',
              })}{' '}
              <TimeText at={act.at} />
            </span>
            <span className={classes.quiet}>
              {act.note || (act.kind === 'absorb' ? why(act.reason) : '')}{' '}
              {known(act.identifiers).join(t('timeline.and'))}
            </span>
            {act.undone && <span className={classes.quiet}>{t('act.is-undone')}</span>}
            {mayUndo && !act.undone && act.kind !== 'unmerge' && (
              <Button
                variant="default"
                size="xs"
                loading={undo.isPending || undoMerge.isPending}
                onClick={() => (act.kind === 'split' ? undo : undoMerge).mutate({ actId: act.id })}
              >
                {t('act.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
