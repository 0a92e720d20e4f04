import { Button, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { Form, useFieldError } from '../../../foundation/browser/ui/form.tsx'
import { inviteMember, listInvitations } from '../contract.ts'
import { asRole, useRoles } from './use-roles.ts'

/** Invites by address, then shows the link, which works whether or not a mail could be sent. */
export const InviteForm = ({ close }: { close: () => void }) => {
  const t = useText()
  const roles = useRoles()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('agent')
  const invite = useWrite(inviteMember, { quiet: true, invalidates: [listInvitations] })
  const fieldError = useFieldError(invite.error)
  return (
    <Modal opened onClose={close} title={t('member.invite')}>
      {invite.data ? (
        <Stack gap="md">
          <p role="status">{t('member.invited', { email: invite.data.email })}</p>
          <CopyText label={t('member.invite.link')} text={invite.data.link} />
          <Button onClick={close} data-autofocus>
            {t('ui.close')}
          </Button>
        </Stack>
      ) : (
        <Form
          submit={() => invite.mutate({ email, role: asRole(role) })}
          action={t('member.invite.action')}
          busy={invite.isPending}
          error={invite.error}
        >
          <TextInput
            type="email"
            label={t('member.email')}
            required
            maxLength={254}
            data-autofocus
            autoComplete="off"
            value={email}
            error={fieldError('email')}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('member.role')}
            description={t(`member.role.${role}.help`)}
            data={roles}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value)}
          />
        </Form>
      )}
    </Modal>
  )
}
