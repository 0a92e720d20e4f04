import { Button, Modal, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { getGroup, getProfile, renameGroup } from '../../profile/contract.ts'
import { useCustomerName } from '../customer-name.ts'
import { groupRoute } from '../customer-routes.ts'
import { nameLanguage } from '../text-language.ts'
import classes from './profile.module.css'

/** A company or household, and who belongs to it. */
export const GroupScreen = () => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const { groupId } = groupRoute.useParams()
  const mayChange = useCan('customer.update')
  const [renaming, setRenaming] = useState(false)
  const { data: group, error, refetch } = useRead(getGroup, { groupId })
  if (error)
    return (
      <>
        <PageTitle title={t('groups.title')} hidden />
        <ErrorNote error={error} retry={refetch} />
      </>
    )
  if (!group) return <Loading rows={6} height={40} />
  return (
    <div className={classes.group}>
      <PageTitle title={group.name}>
        {mayChange && (
          <Button variant="default" size="xs" onClick={() => setRenaming(true)}>
            {t('groups.rename')}
          </Button>
        )}
      </PageTitle>
      <p className={classes.quiet}>
        {t(`groups.${group.kind}`)} · {t('groups.members', { count: group.members.length })}
      </p>
      <ul className={`${classes.rows} ${classes.members}`}>
        {group.members.map(({ customerId, name, shown, role }) => (
          <li key={customerId} className={classes.row}>
            <Link
              to="/customers/$customerId"
              params={{ customerId }}
              lang={name ? nameLanguage(name, locale) : undefined}
            >
              {nameOf(name, shown)}
            </Link>
            <span className={classes.quiet}>{role}</span>
          </li>
        ))}
      </ul>
      {renaming && (
        <RenameDialog groupId={groupId} name={group.name} close={() => setRenaming(false)} />
      )}
    </div>
  )
}

const RenameDialog = ({
  groupId,
  name,
  close,
}: {
  groupId: string
  name: string
  close: () => void
}) => {
  const t = useText()
  const [typed, setTyped] = useState(name)
  const rename = useWrite(renameGroup, {
    quiet: true,
    invalidates: [getGroup, getProfile],
    onSuccess: close,
  })
  return (
    <Modal opened onClose={close} title={t('groups.rename')}>
      <Form
        submit={() => rename.mutate({ groupId, name: typed })}
        action={t('ui.save')}
        busy={rename.isPending}
        error={rename.error}
      >
        <TextInput
          label={t('groups.name')}
          required
          maxLength={120}
          data-autofocus
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </Form>
    </Modal>
  )
}
