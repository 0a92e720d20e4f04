import { Anchor, PasswordInput } from '@mantine/core'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { signOut } from '../../contract.ts'
import { beginSecondFactor, confirmSecondFactor } from '../../second-factor/contract.ts'
import classes from '../sign-in/door.module.css'
import { Door } from '../sign-in/door.tsx'
import { placeAfter } from '../sign-in/place-after.ts'
import { SetUpSecondFactor } from './set-up.tsx'

/** For who is signed in already when the workspace begins to ask for a second factor. */
export const EnrolPage = () => {
  const t = useText()
  const navigate = useNavigate()
  const router = useRouter()
  const { to } = useSearch({ strict: false }) as { to?: string }
  const [password, setPassword] = useState('')
  const begin = useWrite(beginSecondFactor, { quiet: true })
  const confirm = useWrite(confirmSecondFactor, { quiet: true })
  const leave = useWrite(signOut, { onSuccess: () => navigate({ to: '/sign-in' }) })
  return (
    <Door title={t('second-factor.enrol')} lead={t('second-factor.enrol.now')}>
      {begin.data ? (
        <SetUpSecondFactor
          offer={begin.data}
          confirm={{ ...confirm, data: confirm.data, error: confirm.error }}
          done={() => router.history.push(placeAfter(to))}
        />
      ) : (
        <Form
          submit={() => begin.mutate({ password })}
          action={t('second-factor.go-on')}
          busy={begin.isPending}
          error={begin.error}
          disabled={password === ''}
        >
          <PasswordInput
            label={t('second-factor.password.current')}
            autoComplete="current-password"
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </Form>
      )}
      {!confirm.data && (
        <p className={classes.below}>
          <Anchor component="button" type="button" onClick={() => leave.mutate({})}>
            {t('desk.sign-out')}
          </Anchor>
        </p>
      )}
    </Door>
  )
}
