import { Alert, Button, TextInput } from '@mantine/core'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../../foundation/browser/ui/link.tsx'
import { requestReset } from '../../contract.ts'
import classes from './door.module.css'
import { Door } from './door.tsx'
import { useEntry } from './use-entry.ts'

export const RequestReset = () => {
  const t = useText()
  const request = useWrite(requestReset, { quiet: true })
  const { field, onSubmit } = useEntry(
    { email: 'email' },
    {},
    ({ email }) => request.mutate({ email: email.trim() }),
    request.error,
  )
  return (
    <Door title={t('reset.title')} lead={t('reset.lead')}>
      {request.isSuccess ? (
        <Alert color="green" role="status">
          {t('reset.sent')}
        </Alert>
      ) : (
        <form className={classes.form} onSubmit={onSubmit} noValidate>
          <ErrorNote error={request.error} />
          <TextInput
            {...field('email')}
            type="email"
            label={t('sign-in.email')}
            autoComplete="username"
            autoCapitalize="none"
          />
          <Button type="submit" fullWidth loading={request.isPending}>
            {t('reset.send')}
          </Button>
        </form>
      )}
      <p className={classes.below}>
        <TextLink to="/sign-in">{t('reset.back')}</TextLink>
      </p>
    </Door>
  )
}
