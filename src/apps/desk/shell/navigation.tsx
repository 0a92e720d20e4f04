import { ActionIcon } from '@mantine/core'
import { setPreferences } from '../../../foundation/browser/preferences.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Glyph } from '../../../foundation/browser/ui/glyph.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LiveMark } from './live-mark.tsx'
import type { MeNow } from './me.ts'
import classes from './navigation.module.css'
import { NavigationLinks } from './navigation-links.tsx'
import { openPalette } from './overlays.ts'

const modKey = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘K' : 'Ctrl K'

export const Navigation = ({ me, narrow }: { me: MeNow; narrow: boolean }) => {
  const t = useText()
  return (
    <div className={classes.navigation} data-narrow={narrow || undefined}>
      <div className={classes.top}>
        {!narrow && (
          <span className={classes.workspace} title={me.workspace.name}>
            {me.workspace.name}
          </span>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={narrow ? t('desk.widen') : t('desk.narrow')}
          title={narrow ? t('desk.widen') : t('desk.narrow')}
          onClick={() => setPreferences({ narrow: !narrow })}
        >
          <Glyph name={narrow ? 'wide' : 'narrow'} />
        </ActionIcon>
      </div>
      <button
        type="button"
        className={classes.find}
        onClick={openPalette}
        aria-label={narrow ? t('desk.commands') : undefined}
        title={narrow ? `${t('desk.commands')} (${modKey})` : undefined}
      >
        <Glyph name="search" size={16} />
        {!narrow && (
          <>
            <span>{t('desk.commands.short')}</span>
            <kbd>{modKey}</kbd>
          </>
        )}
      </button>
      <nav aria-label={t('desk.navigation')} className={classes.scroll}>
        <NavigationLinks me={me} narrow={narrow} />
      </nav>
      <div className={classes.bottom}>
        <LiveMark narrow={narrow} />
        <AccountMenu me={me} narrow={narrow} />
      </div>
    </div>
  )
}
