import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { ButtonLink } from '../../../../foundation/browser/ui/link.tsx'
import { completeSetup, getSetup } from '../../../workspaces/contract.ts'
import classes from './door.module.css'
import { Door } from './door.tsx'
import { useEntry } from './use-entry.ts'

export const SetUp = () => {
  const t = useText()
  const { data, error, refetch } = useRead(getSetup, {})
  if (error)
    return (
      <Door title={t('set-up.title')}>
        <ErrorNote error={error} retry={refetch} />
      </Door>
    )
  if (!data) return null
  if (data.open) return <FirstAdmin />
  return (
    <Door title={t('set-up.done')} lead={t('set-up.done.why')}>
      <ButtonLink to="/sign-in">{t('sign-in.enter')}</ButtonLink>
    </Door>
  )
}

const FirstAdmin = () => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { code } = useSearch({ strict: false })
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const make = useWrite(completeSetup, {
    quiet: true,
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: '/welcome' })
    },
  })
  const { field, onSubmit } = useEntry(
    { code: 'text', workspaceName: 'text', name: 'text', email: 'email', password: 'new-password' },
    { code },
    (values) => make.mutate({ ...values, email: values.email.trim(), locale, timeZone }),
    make.error,
  )
  return (
    <Door title={t('set-up.title')} lead={t('set-up.lead')}>
      <form className={classes.form} onSubmit={onSubmit} noValidate>
        <ErrorNote error={make.error} />
        <TextInput
          {...field('code')}
          label={t('set-up.code')}
          description={t('set-up.code.why')}
          autoComplete="off"
          autoCapitalize="none"
        />
        <TextInput
          {...field('workspaceName')}
          label={t('set-up.workspace')}
          description={t('set-up.workspace.why')}
          autoComplete="organization"
        />
        <TextInput {...field('name')} label={t('sign-in.name')} autoComplete="name" />
        <TextInput
          {...field('email')}
          type="email"
          label={t('sign-in.email')}
          autoComplete="username"
          autoCapitalize="none"
        />
        <PasswordInput
          {...field('password')}
          label={t('sign-in.password')}
          description={t('sign-in.password.rule')}
          autoComplete="new-password"
        />
        <Button type="submit" fullWidth loading={make.isPending}>
          {t('set-up.make')}
        </Button>
        <p className={classes.lead}>{t('set-up.zone', { zone: timeZone })}</p>
      </form>
    </Door>
  )
}
