import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { languageOf } from '../text-language.ts'
import type { OneProfile } from './field-groups.ts'
import { LinkDialog } from './link-dialog.tsx'
import classes from './profile.module.css'
import { useUnlinking } from './use-unlinking.ts'

/** Companies and households that a customer belongs to. */
export const GroupsSection = ({
  customerId,
  groups,
}: {
  customerId: string
  groups: OneProfile['groups']
}) => {
  const t = useText()
  const mayChange = useCan('customer.update')
  const [linking, setLinking] = useState(false)
  const unlinking = useUnlinking(customerId)
  if (!mayChange && groups.length === 0) return null
  return (
    <section aria-label={t('groups.title')} className={classes.section}>
      <div className={classes.bar}>
        <h2 className={classes.heading}>{t('groups.title')}</h2>
        {mayChange && (
          <button type="button" className={classes.more} onClick={() => setLinking(true)}>
            {t('groups.link')}
          </button>
        )}
      </div>
      {groups.length === 0 && <p className={classes.quiet}>{t('groups.none')}</p>}
      <ul className={classes.rows}>
        {groups.map((group) => (
          <li key={group.id} className={classes.row}>
            <Link
              to="/customer-groups/$groupId"
              params={{ groupId: group.id }}
              lang={languageOf(group.name)}
            >
              {group.name}
            </Link>
            <span className={classes.quiet}>{group.role || t(`groups.${group.kind}`)}</span>
            {mayChange && (
              <button
                type="button"
                className={classes.act}
                aria-label={t('groups.unlink-from', { name: group.name })}
                disabled={unlinking.isPending}
                onClick={() => unlinking.unlink(group)}
              >
                {t('groups.unlink')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {linking && <LinkDialog customerId={customerId} close={() => setLinking(false)} />}
    </section>
  )
}
