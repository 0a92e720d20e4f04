import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../../foundation/browser/ui/link.tsx'
import { signIn } from '../../contract.ts'
import { EnterByPasskey } from '../passkeys/enter-by-passkey.tsx'
import { CodeStep, EnrolStep } from '../second-factor/door-steps.tsx'
import classes from './door.module.css'
import { Door } from './door.tsx'
import { placeAfter } from './place-after.ts'
import { useEntry } from './use-entry.ts'

export const SignIn = () => {
  const t = useText()
  const router = useRouter()
  const queries = useQueryClient()
  const { to, step } = useSearch({ strict: false })
  const [next, setNext] = useState(step)
  const inside = () => {
    queries.clear()
    router.history.push(placeAfter(to))
  }
  const enter = useWrite(signIn, {
    quiet: true,
    onSuccess: ({ next }) => (next === 'inside' ? inside() : setNext(next)),
  })
  const { field, onSubmit } = useEntry(
    { email: 'email', password: 'password' },
    {},
    ({ email, password }) => enter.mutate({ email: email.trim(), password }),
    enter.error,
  )
  const again = () => setNext(undefined)
  if (next === 'code') return <CodeStep inside={inside} again={again} />
  if (next === 'enrol') return <EnrolStep inside={inside} again={again} />
  return (
    <Door title={t('sign-in.title')}>
      <form className={classes.form} onSubmit={onSubmit} noValidate>
        <ErrorNote error={enter.error} />
        <TextInput
          {...field('email')}
          type="email"
          label={t('sign-in.email')}
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
        />
        <PasswordInput
          {...field('password')}
          label={t('sign-in.password')}
          autoComplete="current-password"
        />
        <Button type="submit" fullWidth loading={enter.isPending}>
          {t('sign-in.enter')}
        </Button>
      </form>
      <EnterByPasskey inside={inside} />
      <p className={classes.below}>
        <TextLink to="/reset">{t('sign-in.forgotten')}</TextLink>
      </p>
    </Door>
  )
}
