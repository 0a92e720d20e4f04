import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import type { SettingsLink } from '../../../foundation/browser/routes.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { settingsLinks as audit } from '../../../modules/audit/desk/routes.tsx'
import { settingsLinks as connections } from '../../../modules/connections/desk/routes.tsx'
import { settingsLinks as consents } from '../../../modules/consents/desk/routes.tsx'
import { settingsLinks as customers } from '../../../modules/customers/desk/routes.tsx'
import { settingsLinks as imports } from '../../../modules/imports/desk/routes.tsx'
import { settingsLinks as labels } from '../../../modules/labels/desk/routes.tsx'
import { settingsLinks as liveTest } from '../../../modules/live-test/desk/routes.tsx'
import { settingsLinks as members } from '../../../modules/members/desk/routes.tsx'
import { profileLinks } from '../../../modules/members/desk/sign-in/routes.tsx'
import { settingsLinks as privacy } from '../../../modules/privacy/desk/routes.tsx'
import { settingsLinks as sample } from '../../../modules/sample/desk/routes.tsx'
import { settingsLinks as suppressions } from '../../../modules/suppressions/desk/routes.tsx'
import { settingsLinks as tracking } from '../../../modules/tracking/desk/routes.tsx'
import { settingsLinks as workspaces } from '../../../modules/workspaces/desk/routes.tsx'
import classes from './settings-frame.module.css'

const links = [
  ...profileLinks,
  ...workspaces,
  ...members,
  ...connections,
  ...suppressions,
  ...labels,
  ...customers,
  ...tracking,
  ...imports,
  ...consents,
  ...privacy,
  ...liveTest,
  ...sample,
  ...audit,
]

export const SettingsFrame = () => {
  const t = useText()
  const { pathname } = useLocation()
  // On a phone the list would fill half the window: there it is one line that opens.
  const [opened, setOpened] = useState(false)
  const at = links.find(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  return (
    <div className={classes.frame}>
      <nav aria-label={t('desk.settings')} className={classes.links}>
        <button
          type="button"
          className={classes.opener}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {t('desk.settings-at', { place: at ? t(at.text) : '' })}
          <span aria-hidden="true">{opened ? '▴' : '▾'}</span>
        </button>
        <ul data-opened={opened || undefined}>
          {links.map((link) => (
            <SettingsPlace key={link.to} link={link} onGo={() => setOpened(false)} />
          ))}
        </ul>
      </nav>
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  )
}

const SettingsPlace = ({
  link: { to, text, permission, Mark },
  onGo,
}: {
  link: SettingsLink
  onGo: () => void
}) => {
  const t = useText()
  const may = useCan(permission ?? '')
  if (permission && !may) return null
  return (
    <li>
      <Link to={to} className={classes.link} onClick={onGo} data-plain>
        {t(text)}
        {Mark && <Mark />}
      </Link>
    </li>
  )
}
