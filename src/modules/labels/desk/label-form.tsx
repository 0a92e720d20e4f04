import { Checkbox, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { createLabel, listLabels, renameLabel } from '../contract.ts'

/** Makes a label, or renames the one given. */
export const LabelForm = ({
  label,
  close,
}: {
  label?: { id: string; name: string; meaning: 'complaint' | null } | undefined
  close: () => void
}) => {
  const t = useText()
  const [name, setName] = useState(label?.name ?? '')
  const [complaint, setComplaint] = useState(label?.meaning === 'complaint')
  const meaning = complaint ? ('complaint' as const) : null
  const written = { quiet: true, invalidates: [listLabels], onSuccess: close }
  const create = useWrite(createLabel, written)
  const rename = useWrite(renameLabel, written)
  const submit = () =>
    label ? rename.mutate({ id: label.id, name, meaning }) : create.mutate({ name, meaning })
  return (
    <Modal
      opened
      onClose={close}
      title={label ? t('label.rename', { name: label.name }) : t('label.add')}
    >
      <Form
        submit={submit}
        action={t('ui.save')}
        busy={create.isPending || rename.isPending}
        error={create.error ?? rename.error}
      >
        <TextInput
          label={t('label.name')}
          description={t('label.name.help')}
          required
          maxLength={60}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label={t('label.complaint')}
          description={t('label.complaint.help')}
          checked={complaint}
          onChange={(event) => setComplaint(event.currentTarget.checked)}
        />
      </Form>
    </Modal>
  )
}
