import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { getCustomer, listCustomers } from '../../contract.ts'
import { changeFields, getProfile } from '../../profile/contract.ts'
import type { FieldGroup, OneProfile } from './field-groups.ts'
import { FieldInput } from './field-input.tsx'
import { LineageText } from './lineage-text.tsx'
import classes from './profile.module.css'

/** The fields of a group, where each value came from, and room to put it right. */
export const FieldEditor = ({
  customerId,
  profile,
  group,
  close,
}: {
  customerId: string
  profile: OneProfile
  group: FieldGroup
  close: () => void
}) => {
  const t = useText()
  const mayChange = useCan('customer.update')
  const known = new Map(profile.fields.map((field) => [field.field, field]))
  const now = (field: string) => known.get(field)?.value ?? ''
  const [typed, setTyped] = useState<Record<string, string>>({})
  const changed = group.fields.filter(
    (field) => typed[field] !== undefined && typed[field].trim() !== now(field),
  )
  const save = useWrite(changeFields, {
    quiet: true,
    invalidates: [getProfile, getCustomer, listCustomers],
    onSuccess: close,
  })
  /** What a member said is taken back; what came from elsewhere is said to be wrong. */
  const emptied = (field: string) => (known.get(field)?.from.trust === 'staff' ? '' : null)
  const submit = () =>
    save.mutate({
      id: customerId,
      fields: Object.fromEntries(
        changed.map((field) => [field, typed[field]!.trim() || emptied(field)]),
      ),
    })
  return (
    <form
      className={classes.editor}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed.length > 0) submit()
        else close()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
        event.stopPropagation()
        close()
      }}
    >
      {group.fields.map((field, index) => (
        <div key={field}>
          {mayChange && (
            <FieldInput
              field={field}
              group={group}
              focused={index === 0}
              value={typed[field] ?? now(field)}
              change={(value) => setTyped({ ...typed, [field]: value })}
            />
          )}
          {known.has(field) && <LineageText field={known.get(field)!} />}
        </div>
      ))}
      <ErrorNote error={save.error} />
      <Group gap={8}>
        {mayChange && (
          <Button type="submit" size="compact-sm" loading={save.isPending}>
            {t('ui.save')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={close}>
          {t(mayChange ? 'ui.cancel' : 'ui.close')}
        </Button>
      </Group>
    </form>
  )
}
