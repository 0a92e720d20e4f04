import { Button, Group, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { listSessions } from '../../contract.ts'
import { changePassword } from '../../second-factor/contract.ts'

const shortest = 8

/** Changes the password; the present one first. */
export const PasswordForm = () => {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  if (!isOpen)
    return (
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('second-factor.password.change')}
        </Button>
      </Group>
    )
  return <Fields close={() => setOpen(false)} />
}

const Fields = ({ close }: { close: () => void }) => {
  const t = useText()
  const show = useToast()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const isShort = password.length > 0 && password.length < shortest
  const change = useWrite(changePassword, {
    quiet: true,
    invalidates: [listSessions],
    onSuccess: () => {
      show({ kind: 'done', text: t('second-factor.password.changed') })
      close()
    },
  })
  return (
    <Form
      submit={() => change.mutate({ current, password })}
      action={t('second-factor.password.change')}
      busy={change.isPending}
      error={change.error}
      disabled={current === '' || password.length < shortest}
      more={
        <Button variant="default" onClick={close}>
          {t('ui.cancel')}
        </Button>
      }
    >
      <PasswordInput
        label={t('second-factor.password.current')}
        autoComplete="current-password"
        maxLength={200}
        autoFocus
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('sign-in.password.new')}
        description={t('second-factor.password.rule')}
        autoComplete="new-password"
        maxLength={200}
        value={password}
        error={isShort ? t('sign-in.password.short') : undefined}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </Form>
  )
}
