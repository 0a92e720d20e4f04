import { Link, Outlet } from '@tanstack/react-router'
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
  return (
    <div className={classes.frame}>
      <nav aria-label={t('desk.settings')} className={classes.links}>
        <ul>
          {links.map((link) => (
            <SettingsPlace key={link.to} link={link} />
          ))}
        </ul>
      </nav>
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  )
}

const SettingsPlace = ({ link: { to, text, permission } }: { link: SettingsLink }) => {
  const t = useText()
  const may = useCan(permission ?? '')
  if (permission && !may) return null
  return (
    <li>
      <Link to={to} className={classes.link} data-plain>
        {t(text)}
      </Link>
    </li>
  )
}
