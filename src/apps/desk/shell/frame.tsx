import { Outlet } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { Live } from '../../../foundation/browser/live.tsx'
import { Permissions } from '../../../foundation/browser/permissions.tsx'
import { usePreferences } from '../../../foundation/browser/preferences.ts'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { StallBanner } from '../../../modules/connections/desk/stall-banner.tsx'
import { stream } from '../../../modules/conversations/contract.ts'
import { getMe } from '../../../modules/members/contract.ts'
import { SampleBanner } from '../../../modules/sample/desk/sample-banner.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { FollowSight } from './follow-sight.tsx'
import classes from './frame.module.css'
import { OfflineStrip } from './live-mark.tsx'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette.tsx'
import { ShellCommands } from './shell-commands.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'

/** What surrounds every screen of the signed-in desk. */
export const Frame = () => {
  const t = useText()
  const content = useRef<HTMLElement>(null)
  const { narrow } = usePreferences()
  const { data: me } = useRead(getMe, {}, { staleTime: 60_000 })
  const permissions = useMemo(() => new Set(me?.permissions), [me?.permissions])
  useMemberLocale(me?.member.locale)
  if (!me) return null
  return (
    <Live url={stream.path} from={me.position}>
      <Permissions all={permissions}>
        <button type="button" className={classes.skip} onClick={() => content.current?.focus()}>
          {t('desk.skip')}
        </button>
        <div className={classes.frame} data-narrow={narrow || undefined}>
          <header className={classes.side}>
            <Navigation me={me} narrow={narrow} />
          </header>
          <div className={classes.strips}>
            <OfflineStrip />
            <SampleBanner />
            <StallBanner />
          </div>
          <main id="content" ref={content} tabIndex={-1} className={classes.content}>
            <Outlet />
          </main>
          <BottomBar me={me} />
        </div>
        <FollowSight memberId={me.member.id} />
        <ShellCommands />
        <Palette />
        <ShortcutSheet />
      </Permissions>
    </Live>
  )
}

/** A member's own choice follows them to every device; one made here meanwhile stays. */
const useMemberLocale = (chosen: 'en' | 'ja' | null | undefined) => {
  const { setLocale } = useLocale()
  const set = useRef(setLocale)
  useEffect(() => {
    if (chosen) set.current(chosen)
  }, [chosen])
}
