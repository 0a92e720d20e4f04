import { Tooltip, VisuallyHidden } from '@mantine/core'
import type { z } from 'zod'
import { dayDate } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { SuppressionNote } from '../../suppressions/desk/suppression-note.tsx'
import type { Identifier } from '../contract.ts'
import classes from './customer-panel.module.css'
import { localPhone } from './profile/local-forms.ts'

type One = z.output<typeof Identifier>

/** Random numbers that nobody knows a person by. */
export const isDevice = ({ type, trust }: Pick<One, 'type' | 'trust'>) =>
  trust === 'device' || type === 'visitor' || type === 'anonymous_id'

/** How a customer can be recognised: what is proved and what was only said, apart. */
export const IdentifierList = ({ identifiers }: { identifiers: readonly One[] }) => {
  const t = useText()
  const of = (trust: One['trust']) =>
    identifiers.filter((one) => one.trust === trust && !isDevice(one))
  const devices = identifiers.filter(isDevice)
  return (
    <>
      <Group title={t('customer.verified')} identifiers={of('verified')} />
      <Group title={t('customer.claimed')} identifiers={of('claimed')} claimed />
      {devices.length > 0 && (
        <details className={classes.devices}>
          <summary>{t('customer.devices', { count: devices.length })}</summary>
          <ul className={classes.plain}>
            {devices.map((one) => (
              <OneIdentifier key={one.id} identifier={one} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

const Group = ({
  title,
  identifiers,
  claimed = false,
}: {
  title: string
  identifiers: readonly One[]
  claimed?: boolean
}) =>
  identifiers.length > 0 && (
    <section className={classes.group}>
      <h3 className={classes.small} data-claimed={claimed || undefined}>
        <span aria-hidden="true">{claimed ? '? ' : '✓ '}</span>
        {title}
      </h3>
      <ul className={classes.plain}>
        {identifiers.map((one) => (
          <OneIdentifier key={one.id} identifier={one} />
        ))}
      </ul>
    </section>
  )

/** How it came to be theirs, and when. */
export const useWhence = () => {
  const t = useText()
  const { locale } = useLocale()
  return ({ since, reason, by }: Pick<One, 'since' | 'reason' | 'by'>) => ({
    why: t.has(`reason.${reason}`)
      ? t(`reason.${reason}`, { by: by ?? '', byWhom: by ? 'member' : 'other' })
      : t('reason.other'),
    since: dayDate(locale, since),
  })
}

const OneIdentifier = ({ identifier }: { identifier: One }) => {
  const { type, value } = identifier
  const t = useText()
  const whence = useWhence()
  const show = useToast()
  const named = t.has(`identifier.${type}`) ? t(`identifier.${type}`) : type
  const copy = () =>
    navigator.clipboard.writeText(value).then(() => show({ kind: 'done', text: t('ui.copied') }))
  return (
    <li className={classes.identifier}>
      <span className={classes.kind}>{named}</span>
      <Tooltip
        multiline
        w={260}
        label={t('customer.from-where', whence(identifier))}
        events={{ hover: true, focus: true, touch: true }}
      >
        <button type="button" className={classes.value} onClick={() => void copy()}>
          {type === 'phone' ? localPhone(value) : value}
          <VisuallyHidden> {t('ui.copy')}</VisuallyHidden>
        </button>
      </Tooltip>
      {type === 'email' && <SuppressionNote channel="email" address={value} />}
    </li>
  )
}
