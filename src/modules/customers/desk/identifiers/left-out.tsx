import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { TextLink } from '../../../../foundation/browser/ui/link.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { listIdentityDecisions } from '../../rules/contract.ts'
import { useCustomerName } from '../customer-name.ts'
import panel from '../customer-panel.module.css'
import classes from '../merging/merging.module.css'

/** What was said of this customer and does not count, with the reason. */
export const LeftOut = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const nameOf = useCustomerName()
  const { data } = useRead(listIdentityDecisions, { id: customerId })
  if (!data || data.data.length === 0) return null
  return (
    <details className={panel.devices}>
      <summary>{t('left-out.title', { count: data.data.length })}</summary>
      <ul className={classes.acts}>
        {data.data.map((one) => (
          <li key={`${one.identifierId} ${one.rule}`}>
            <span>
              {t.has(`identifier.${one.type}`) ? t(`identifier.${one.type}`) : one.type}:{' '}
              {one.value}
            </span>
            <span className={classes.quiet}>
              {t(`left-out.${one.rule}`)} <TimeText at={one.at} />
              {one.other && (
                <>
                  {' · '}
                  <TextLink to="/customers/$customerId" params={{ customerId: one.other.id }}>
                    {t('left-out.other', { name: nameOf(one.other.name, '') })}
                  </TextLink>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
