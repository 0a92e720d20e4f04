import { Autocomplete, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { listTimeline } from '../../contract.ts'
import { getProfile, linkGroup, listGroups } from '../../profile/contract.ts'

type Kind = 'company' | 'household'

/** Puts a customer into a company or household: one that is known already, or a new one. */
export const LinkDialog = ({ customerId, close }: { customerId: string; close: () => void }) => {
  const t = useText()
  const [kind, setKind] = useState<Kind>('company')
  const [name, setName] = useState('')
  const [role, setRole] = useState('')
  const [search] = useDebouncedValue(name.trim(), 200)
  const known = useRead(listGroups, { kind, search }).data?.data ?? []
  const link = useWrite(linkGroup, {
    quiet: true,
    invalidates: [getProfile, listTimeline, listGroups],
    onSuccess: close,
  })
  const submit = () => {
    const chosen = known.find((one) => one.name === name.trim())
    link.mutate({
      id: customerId,
      kind,
      role: role.trim(),
      ...(chosen ? { groupId: chosen.id } : { name: name.trim() }),
    })
  }
  return (
    <Modal opened onClose={close} title={t('groups.link')}>
      <Form
        submit={submit}
        action={t('groups.link-now')}
        busy={link.isPending}
        error={link.error}
        disabled={!name.trim()}
      >
        <SegmentedControl
          fullWidth
          aria-label={t('groups.kind')}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={(['company', 'household'] as const).map((value) => ({
            value,
            label: t(`groups.${value}`),
          }))}
        />
        <Autocomplete
          label={t(`groups.name.${kind}`)}
          description={t('groups.name.help')}
          required
          maxLength={120}
          data-autofocus
          // A list that nobody asked for would take the first Escape, which is to close the dialog.
          openOnFocus={false}
          value={name}
          onChange={setName}
          data={[...new Set(known.map((one) => one.name))]}
        />
        <TextInput
          label={t('groups.role')}
          description={t(`groups.role.${kind}`)}
          maxLength={60}
          value={role}
          onChange={({ currentTarget }) => setRole(currentTarget.value)}
        />
      </Form>
    </Modal>
  )
}
