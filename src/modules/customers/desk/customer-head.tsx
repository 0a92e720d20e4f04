import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { dayDate, exactTime } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { CustomerWithIdentifiers } from '../contract.ts'
import { useCustomerName } from './customer-name.ts'
import { customerRoute } from './customer-routes.ts'
import type { OneProfile } from './profile/field-groups.ts'
import classes from './profile/profile.module.css'
import { kanaOf } from './profile/use-field-text.ts'

/** Who it is: the name and how it is read, since when they are known, when they were last heard from, what went wrong. */
export const CustomerHead = ({
  customer,
  profile,
}: {
  customer: z.output<typeof CustomerWithIdentifiers>
  profile: OneProfile | undefined
}) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const kana = kanaOf(profile)
  const since = profile?.knownSince ?? customer.createdAt
  return (
    <div className={classes.head}>
      <PageTitle title={nameOf(customer.name, customer.shown)} />
      {kana && (
        <p className={classes.kana} lang="ja">
          {kana}
        </p>
      )}
      <p className={classes.facts}>
        <span>
          {t('customer.since')}{' '}
          <time dateTime={since} title={exactTime(locale, since)}>
            {dayDate(locale, since)}
          </time>
        </span>
        {customer.lastContactAt && (
          <span>
            {t('customer.last-contact')} <TimeText ago at={customer.lastContactAt} />
          </span>
        )}
        {!!profile?.complaints && (
          <Link
            to={customerRoute.fullPath}
            params={{ customerId: customer.id }}
            search={{ show: 'messages' }}
            className={classes.complaints}
          >
            {t('customer.complaints', { count: profile.complaints })}
          </Link>
        )}
      </p>
    </div>
  )
}
