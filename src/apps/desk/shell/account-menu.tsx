import { Popover } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { initials } from '../../../foundation/browser/formats.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { LanguageChoice, SchemeChoice } from '../../../foundation/browser/ui/choices.tsx'
import { Glyph } from '../../../foundation/browser/ui/glyph.tsx'
import { useRememberLocale } from '../../../modules/members/desk/sign-in/use-remember-locale.ts'
import classes from './account-menu.module.css'
import type { MeNow } from './me.ts'
import { openShortcuts } from './overlays.ts'
import { useSignOut } from './use-sign-out.ts'

export const AccountMenu = ({ me, narrow }: { me: MeNow; narrow: boolean }) => {
  const t = useText()
  const [opened, setOpened] = useState(false)
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-start"
      width={260}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.account}
          data-narrow={narrow || undefined}
          aria-label={narrow ? t('desk.account', { name: me.member.name }) : undefined}
          title={narrow ? me.member.name : undefined}
          onClick={() => setOpened(!opened)}
        >
          <span className={classes.initials} aria-hidden="true">
            {initials(me.member.name)}
          </span>
          {!narrow && <span className={classes.name}>{me.member.name}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('desk.account', { name: me.member.name })} p="xs">
        <AccountChoices me={me} onGo={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Language, appearance, profile, shortcuts and the way out. */
export const AccountChoices = ({ me, onGo }: { me: MeNow; onGo: () => void }) => {
  const t = useText()
  const signOut = useSignOut()
  const remember = useRememberLocale()
  return (
    <div className={classes.choices}>
      <p className={classes.email}>{me.member.email}</p>
      <LanguageChoice onChoose={remember} />
      <SchemeChoice />
      <hr />
      <Link to="/settings/me" className={classes.entry} data-plain onClick={onGo}>
        <Glyph name="person" />
        {t('desk.profile')}
      </Link>
      <button
        type="button"
        className={classes.entry}
        onClick={() => {
          onGo()
          openShortcuts()
        }}
      >
        <Glyph name="keyboard" />
        {t('desk.shortcuts')}
      </button>
      <button type="button" className={classes.entry} onClick={() => signOut.mutate({})}>
        <Glyph name="out" />
        {t('desk.sign-out')}
      </button>
    </div>
  )
}
