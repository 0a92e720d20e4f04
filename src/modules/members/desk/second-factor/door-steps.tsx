import { Anchor, Button } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { beginAtDoor, confirmAtDoor, enterCode } from '../../second-factor/contract.ts'
import { EnterByPasskey } from '../passkeys/enter-by-passkey.tsx'
import classes from '../sign-in/door.module.css'
import { Door } from '../sign-in/door.tsx'
import { CodeField } from './code-field.tsx'
import { SetUpSecondFactor } from './set-up.tsx'

type Step = { inside: () => void; again: () => void }

/** After the password: the code, or a recovery code. */
export const CodeStep = ({ inside, again }: Step) => {
  const t = useText()
  const [kind, setKind] = useState<'totp' | 'recovery'>('totp')
  const [code, setCode] = useState('')
  const enter = useWrite(enterCode, { quiet: true, onSuccess: inside, onError: () => setCode('') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim()) enter.mutate({ code })
  }
  const swap = () => {
    setKind(kind === 'totp' ? 'recovery' : 'totp')
    setCode('')
    enter.reset()
  }
  return (
    <Door title={t('second-factor.door')}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <ErrorNote error={enter.error} />
        <CodeField kind={kind} value={code} change={setCode} />
        <Button type="submit" fullWidth loading={enter.isPending}>
          {t('sign-in.enter')}
        </Button>
      </form>
      <EnterByPasskey inside={inside} />
      <p className={classes.below}>
        <Anchor component="button" type="button" onClick={swap}>
          {t(kind === 'totp' ? 'second-factor.use-recovery' : 'second-factor.use-totp')}
        </Anchor>
      </p>
      <Again again={again} />
    </Door>
  )
}

/** Where the workspace asks for a second factor that one does not have yet. */
export const EnrolStep = ({ inside, again }: Step) => {
  const t = useText()
  const begin = useWrite(beginAtDoor, { quiet: true })
  const confirm = useWrite(confirmAtDoor, { quiet: true })
  const { mutate } = begin
  useEffect(() => mutate({}), [mutate])
  return (
    <Door title={t('second-factor.enrol')} lead={t('second-factor.enrol.why')}>
      <ErrorNote error={begin.error} />
      {begin.isPending && <Loading rows={3} />}
      {begin.data && (
        <SetUpSecondFactor
          offer={begin.data}
          confirm={{ ...confirm, data: confirm.data, error: confirm.error }}
          done={inside}
        />
      )}
      {!confirm.data && <Again again={again} />}
    </Door>
  )
}

const Again = ({ again }: { again: () => void }) => {
  const t = useText()
  return (
    <p className={classes.below}>
      <Anchor component="button" type="button" onClick={again}>
        {t('reset.back')}
      </Anchor>
    </p>
  )
}
