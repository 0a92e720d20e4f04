import { Button, Group, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { setPreferences, usePreferences } from '../../../../foundation/browser/preferences.ts'
import { keyOf, useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { LanguageChoice, SchemeChoice } from '../../../../foundation/browser/ui/choices.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { getMe, updateMe } from '../../contract.ts'
import { OwnPasskeys } from '../passkeys/own-passkeys.tsx'
import { OwnSecondFactor } from '../second-factor/own-second-factor.tsx'
import { PasswordForm } from '../second-factor/password-form.tsx'
import classes from './profile.module.css'
import { SessionList } from './session-list.tsx'
import { useRememberLocale } from './use-remember-locale.ts'

/** One's own name, how the desk shows itself to one, and where one is signed in. */
export const Profile = () => {
  const t = useText()
  const { data: me } = useRead(getMe, {})
  const remember = useRememberLocale()
  const { accessible, shortcuts } = usePreferences()
  return (
    <>
      <PageTitle title={t('profile.title')} />
      {me && <NameForm name={me.member.name} email={me.member.email} />}
      <section className={classes.part}>
        <h2>{t('profile.display')}</h2>
        <div className={classes.choice}>
          <span>{t('ui.language')}</span>
          <LanguageChoice onChoose={(locale) => void remember(locale)} />
        </div>
        <div className={classes.choice}>
          <span>{t('ui.scheme')}</span>
          <SchemeChoice />
        </div>
        <Switch
          label={t('profile.accessible')}
          description={t('profile.accessible.why')}
          checked={accessible}
          onChange={(event) => setPreferences({ accessible: event.currentTarget.checked })}
        />
        <Switch
          label={t('profile.shortcuts')}
          description={t('profile.shortcuts.why')}
          checked={shortcuts}
          onChange={(event) => setPreferences({ shortcuts: event.currentTarget.checked })}
        />
      </section>
      <section className={classes.part}>
        <h2>{t('second-factor.password')}</h2>
        <PasswordForm />
      </section>
      <section className={classes.part}>
        <h2>{t('second-factor.title')}</h2>
        <OwnSecondFactor />
      </section>
      <section className={classes.part}>
        <h2>{t('passkey.title')}</h2>
        <OwnPasskeys />
      </section>
      <section className={classes.part}>
        <h2>{t('profile.sessions')}</h2>
        <SessionList />
      </section>
    </>
  )
}

const NameForm = ({ name, email }: { name: string; email: string }) => {
  const t = useText()
  const show = useToast()
  const queries = useQueryClient()
  const [entered, setEntered] = useState(name)
  const save = useWrite(updateMe, {
    onSuccess: (me) => {
      queries.setQueryData(keyOf(getMe, {}), me)
      show({ kind: 'done', text: t('profile.saved') })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (entered.trim()) save.mutate({ name: entered })
  }
  return (
    <form className={classes.part} onSubmit={submit} noValidate>
      <TextInput
        label={t('sign-in.name')}
        description={t('profile.name.why')}
        autoComplete="name"
        maxLength={120}
        value={entered}
        error={entered.trim() ? undefined : t('sign-in.missing')}
        onChange={(event) => setEntered(event.currentTarget.value)}
      />
      <TextInput label={t('sign-in.email')} value={email} readOnly />
      <Group>
        <Button type="submit" loading={save.isPending} disabled={entered === name}>
          {t('profile.save')}
        </Button>
      </Group>
    </form>
  )
}
