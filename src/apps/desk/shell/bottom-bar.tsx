import { Drawer } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Glyph, type GlyphName } from '../../../foundation/browser/ui/glyph.tsx'
import { AccountChoices } from './account-menu.tsx'
import classes from './bottom-bar.module.css'
import { LiveMark } from './live-mark.tsx'
import type { MeNow } from './me.ts'
import { NavigationLinks } from './navigation-links.tsx'
import { closeOverlay, openMenu, useOverlay } from './overlays.ts'

/** The navigation of a phone: places under the thumb, and the rest in a drawer. */
export const BottomBar = ({ me }: { me: MeNow }) => {
  const t = useText()
  const overlay = useOverlay()
  const place = (to: string, glyph: GlyphName, text: string) => (
    <Link to={to} className={classes.place} data-plain>
      <Glyph name={glyph} size={20} />
      <span>{text}</span>
    </Link>
  )
  return (
    <>
      <nav className={classes.bar} aria-label={t('desk.navigation')}>
        {place('/inbox', 'inbox', t('desk.inbox'))}
        {place('/customers', 'people', t('desk.customers'))}
        {place('/dashboard', 'chart', t('desk.dashboard'))}
        <button
          type="button"
          className={classes.place}
          onClick={openMenu}
          aria-expanded={overlay === 'menu'}
        >
          <Glyph name="menu" size={20} />
          <span>{t('desk.menu')}</span>
        </button>
      </nav>
      <Drawer
        opened={overlay === 'menu'}
        onClose={closeOverlay}
        title={me.workspace.name}
        size="xs"
      >
        <nav aria-label={t('desk.menu')} className={classes.links}>
          <NavigationLinks me={me} narrow={false} onGo={closeOverlay} />
        </nav>
        <LiveMark narrow={false} />
        <AccountChoices me={me} onGo={closeOverlay} />
      </Drawer>
    </>
  )
}
