import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { listTimeline } from '../../contract.ts'
import { getProfile, unlinkGroup } from '../../profile/contract.ts'
import { languageOf } from '../text-language.ts'
import type { OneProfile } from './field-groups.ts'
import { LinkDialog } from './link-dialog.tsx'
import classes from './profile.module.css'

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
  const unlink = useWrite(unlinkGroup, { invalidates: [getProfile, listTimeline] })
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
        {groups.map(({ id, kind, name, role }) => (
          <li key={id} className={classes.row}>
            <Link to="/customer-groups/$groupId" params={{ groupId: id }} lang={languageOf(name)}>
              {name}
            </Link>
            <span className={classes.quiet}>{role || t(`groups.${kind}`)}</span>
            {mayChange && (
              <button
                type="button"
                className={classes.act}
                aria-label={t('groups.unlink-from', { name })}
                onClick={() => unlink.mutate({ id: customerId, groupId: id })}
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
