import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import type { CustomerWithIdentifiers } from '../../contract.ts'
import { nameLanguage } from '../text-language.ts'
import { FieldEditor } from './field-editor.tsx'
import { type FieldGroup, groupsOf, type OneProfile, titleOf } from './field-groups.ts'
import { localPhone } from './local-forms.ts'
import classes from './profile.module.css'
import { useFieldText } from './use-field-text.ts'

/** What is known of a customer. Opening a line tells where it came from and lets one put it right. */
export const ProfileFields = ({
  customer,
  profile,
}: {
  customer: z.output<typeof CustomerWithIdentifiers>
  profile: OneProfile
}) => {
  const t = useText()
  const { locale } = useLocale()
  const linesOf = useFieldText()
  const mayChange = useCan('customer.update')
  const [opened, setOpened] = useState<string>()
  const [all, setAll] = useState(false)
  const groups = groupsOf(profile, locale).map((group) => ({
    ...group,
    lines: linesOf(profile, group),
  }))
  const shown = groups.filter(({ key, lines }) => all || lines.length > 0 || key === opened)
  const titled = ({ key, custom }: FieldGroup) =>
    custom ? titleOf(custom, locale) : t(`profile.group.${key}`)
  /** They have an address all the same: what they are recognised by stands below. */
  const instead = (key: string) =>
    customer.identifiers
      .flatMap(({ type, value }) =>
        type !== key ? [] : key === 'phone' ? localPhone(value) : value,
      )
      .join(t('profile.between'))
  return (
    <section aria-label={t('customer.details')} className={classes.section}>
      <h2 className={classes.heading}>{t('customer.details')}</h2>
      {shown.length > 0 && (
        <ul className={classes.fields}>
          {shown.map((group) => (
            <li key={group.key}>
              <button
                type="button"
                className={classes.field}
                aria-expanded={opened === group.key}
                onClick={() => setOpened(opened === group.key ? undefined : group.key)}
              >
                <span className={classes.title}>{titled(group)}</span>
                <span className={classes.value}>
                  {group.lines.map((line) => (
                    <span key={line} lang={nameLanguage(line, locale)}>
                      {line}
                    </span>
                  ))}
                  {group.lines.length === 0 && (
                    <span className={classes.empty}>{instead(group.key) || t('field.none')}</span>
                  )}
                </span>
              </button>
              {opened === group.key && (
                <FieldEditor
                  customerId={customer.id}
                  profile={profile}
                  group={group}
                  close={() => setOpened(undefined)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && shown.length < groups.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          {shown.length === 0
            ? t('profile.fill-in')
            : t('profile.more-fields', { count: groups.length - shown.length })}
        </button>
      )}
    </section>
  )
}
