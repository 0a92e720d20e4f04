import { Badge, Button, Group, Modal, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import {
  createResetLink,
  getMe,
  listMembers,
  type Member,
  removeMember,
  updateMember,
} from '../contract.ts'
import styles from './members.module.css'
import { ResetMember } from './second-factor/reset-member.tsx'
import { asRole, useRoles } from './use-roles.ts'

/** One member: role, and what an administrator may do for them. */
export const MemberRow = ({
  member,
  isMe,
  teams,
}: {
  member: z.output<typeof Member>
  isMe: boolean
  teams: string[]
}) => {
  const t = useText()
  const show = useToast()
  const roles = useRoles()
  const canManage = useCan('member.manage')
  const [isLeaving, setLeaving] = useState(false)
  const update = useWrite(updateMember, {
    invalidates: [listMembers, getMe],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  const remove = useWrite(removeMember, {
    invalidates: [listMembers],
    onSuccess: () => setLeaving(false),
  })
  const reset = useWrite(createResetLink)
  return (
    <tr>
      <td>
        <div>
          {member.name}
          {isMe && <span className={styles.quiet}> {t('member.you')}</span>}
        </div>
        <div className={styles.quiet}>{member.email}</div>
        {member.secondFactor && (
          <Badge size="xs" variant="light" color="green">
            {t('second-factor.badge')}
          </Badge>
        )}
      </td>
      <td>
        {canManage ? (
          <NativeSelect
            size="xs"
            aria-label={t('member.role_of', { name: member.name })}
            value={update.isPending ? update.variables.role : member.role}
            data={roles}
            onChange={(event) =>
              update.mutate({ id: member.id, role: asRole(event.currentTarget.value) })
            }
          />
        ) : (
          t(`member.role.${member.role}`)
        )}
      </td>
      <td>{teams.join(t('member.separator'))}</td>
      <td data-end>
        {canManage && !isMe && (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <Button
              size="xs"
              variant="default"
              loading={reset.isPending}
              aria-label={t('member.reset_of', { name: member.name })}
              onClick={() => reset.mutate({ id: member.id })}
            >
              {t('member.reset')}
            </Button>
            {member.secondFactor && <ResetMember id={member.id} name={member.name} />}
            <Button
              size="xs"
              variant="default"
              aria-label={t('member.remove_of', { name: member.name })}
              onClick={() => setLeaving(true)}
            >
              {t('ui.remove')}
            </Button>
          </Group>
        )}
        <Confirm
          opened={isLeaving}
          title={t('member.remove_of', { name: member.name })}
          text={t('member.remove.text')}
          action={t('ui.remove')}
          busy={remove.isPending}
          run={() => remove.mutate({ id: member.id })}
          close={() => setLeaving(false)}
        />
        <Modal
          opened={!!reset.data}
          onClose={reset.reset}
          title={t('member.reset_of', { name: member.name })}
          className={styles.dialog}
        >
          <p>{t('member.reset.text')}</p>
          <CopyText label={t('member.reset')} text={reset.data?.link ?? ''} />
        </Modal>
      </td>
    </tr>
  )
}
