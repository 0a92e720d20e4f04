import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import type { OutputOf } from '../../../../foundation/shared/endpoint.ts'
import { acceptInvitation, getInvitation } from '../../contract.ts'
import classes from './door.module.css'
import { Door } from './door.tsx'
import { useEntry } from './use-entry.ts'

export const InvitationPage = () => {
  const t = useText()
  const { token = '' } = useParams({ strict: false })
  const { data, error } = useRead(getInvitation, { token })
  if (error)
    return (
      <Door title={t('invitation.title')}>
        <ErrorNote error={error} />
      </Door>
    )
  return data ? <Acceptance token={token} offer={data} /> : null
}

const Acceptance = ({ token, offer }: { token: string; offer: OutputOf<typeof getInvitation> }) => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const accept = useWrite(acceptInvitation, {
    quiet: true,
    onSuccess: async ({ next }) => {
      queries.clear()
      await (next === 'inside'
        ? navigate({ to: '/inbox' })
        : navigate({ to: '/sign-in', search: { step: next } }))
    },
  })
  const { field, onSubmit } = useEntry(
    { name: 'text', password: offer.hasAccount ? 'password' : 'new-password' },
    {},
    (values) => accept.mutate({ ...values, token, locale }),
    accept.error,
  )
  return (
    <Door
      title={t('invitation.join', { workspace: offer.workspaceName })}
      lead={t(offer.hasAccount ? 'invitation.lead.known' : 'invitation.lead')}
    >
      <form className={classes.form} onSubmit={onSubmit} noValidate>
        <ErrorNote error={accept.error} />
        <TextInput
          label={t('sign-in.email')}
          value={offer.email}
          readOnly
          autoComplete="username"
        />
        <TextInput {...field('name')} label={t('sign-in.name')} autoComplete="name" />
        <PasswordInput
          {...field('password')}
          label={t(offer.hasAccount ? 'sign-in.password' : 'sign-in.password.new')}
          description={offer.hasAccount ? undefined : t('sign-in.password.rule')}
          autoComplete={offer.hasAccount ? 'current-password' : 'new-password'}
        />
        <Button type="submit" fullWidth loading={accept.isPending}>
          {t('invitation.accept')}
        </Button>
      </form>
    </Door>
  )
}
