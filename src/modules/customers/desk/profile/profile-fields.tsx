import { useState } from 'react'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { nameLanguage } from '../text-language.ts'
import { FieldEditor } from './field-editor.tsx'
import { type FieldGroup, groupsOf, type OneProfile, titleOf } from './field-groups.ts'
import classes from './profile.module.css'
import { useFieldText } from './use-field-text.ts'

/** What is known of a customer. Opening a line tells where it came from and lets one put it right. */
export const ProfileFields = ({
  customerId,
  profile,
}: {
  customerId: string
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
                    <span className={classes.empty}>{t('field.none')}</span>
                  )}
                </span>
              </button>
              {opened === group.key && (
                <FieldEditor
                  customerId={customerId}
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
          {t('profile.more-fields', { count: groups.length - shown.length })}
        </button>
      )}
    </section>
  )
}
