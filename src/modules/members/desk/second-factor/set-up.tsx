import { useState } from 'react'
import type { CallError } from '../../../../foundation/browser/client.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { CodeField } from './code-field.tsx'
import { OfferedSecret } from './offered-secret.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import classes from './second-factor.module.css'

type Confirm = {
  mutate: (input: { code: string }) => void
  isPending: boolean
  error: CallError | null
  data: { recoveryCodes: string[] } | undefined
}

/** Secret, first code, recovery codes: the same inside and at the door. */
export const SetUpSecondFactor = ({
  offer,
  confirm,
  done,
}: {
  offer: { secret: string; uri: string }
  confirm: Confirm
  done: () => void
}) => {
  const t = useText()
  const [code, setCode] = useState('')
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} done={done} />
  return (
    <div className={classes.steps}>
      <OfferedSecret {...offer} />
      <Form
        submit={() => confirm.mutate({ code })}
        action={t('second-factor.confirm')}
        busy={confirm.isPending}
        error={confirm.error}
        disabled={code.trim() === ''}
      >
        <CodeField kind="totp" value={code} change={setCode} />
      </Form>
    </div>
  )
}
