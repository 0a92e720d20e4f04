import { Button, Modal, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { CallError } from '../../../../foundation/browser/client.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'

/** Asks for the password before a change of how one signs in. */
export const ConfirmPassword = ({
  title,
  text,
  action,
  busy,
  error,
  run,
  close,
}: {
  title: string
  text: string
  action: string
  busy: boolean
  error: CallError | null
  run: (password: string) => void
  close: () => void
}) => {
  const t = useText()
  const [password, setPassword] = useState('')
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <Form
        submit={() => run(password)}
        action={action}
        busy={busy}
        error={error}
        disabled={password === ''}
        more={
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
        }
      >
        <p>{text}</p>
        <PasswordInput
          label={t('second-factor.password.current')}
          autoComplete="current-password"
          maxLength={200}
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </Form>
    </Modal>
  )
}
