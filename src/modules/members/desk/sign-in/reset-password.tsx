import { Button, PasswordInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../../foundation/browser/ui/link.tsx'
import { resetPassword } from '../../contract.ts'
import classes from './door.module.css'
import { Door } from './door.tsx'
import { useEntry } from './use-entry.ts'

export const ResetPassword = () => {
  const t = useText()
  const show = useToast()
  const navigate = useNavigate()
  const { token = '' } = useParams({ strict: false })
  const reset = useWrite(resetPassword, {
    quiet: true,
    onSuccess: async () => {
      show({ kind: 'done', text: t('reset.done') })
      await navigate({ to: '/sign-in' })
    },
  })
  const { field, onSubmit } = useEntry(
    { password: 'new-password' },
    {},
    ({ password }) => reset.mutate({ token, password }),
    reset.error,
  )
  return (
    <Door title={t('reset.choose')} lead={t('reset.choose.why')}>
      <form className={classes.form} onSubmit={onSubmit} noValidate>
        <ErrorNote error={reset.error} />
        <PasswordInput
          {...field('password')}
          label={t('sign-in.password.new')}
          description={t('sign-in.password.rule')}
          autoComplete="new-password"
        />
        <Button type="submit" fullWidth loading={reset.isPending}>
          {t('reset.set')}
        </Button>
      </form>
      {reset.error?.code === 'reset.void' && (
        <p className={classes.below}>
          <TextLink to="/reset">{t('reset.again')}</TextLink>
        </p>
      )}
    </Door>
  )
}
