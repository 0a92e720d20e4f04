import { NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Form, useFieldError } from '../../../foundation/browser/ui/form.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { getMe } from '../../members/contract.ts'
import { getWorkspace, updateWorkspace, type Workspace } from '../contract.ts'
import { ZoneField } from './zone-field.tsx'

export const WorkspaceSettings = () => {
  const t = useText()
  const workspace = useRead(getWorkspace, {})
  return (
    <>
      <PageTitle title={t('workspace.settings')} />
      {workspace.isPending && <Loading rows={4} height={56} />}
      <ErrorNote error={workspace.error} retry={workspace.refetch} />
      {workspace.data && <WorkspaceForm workspace={workspace.data} />}
    </>
  )
}

const WorkspaceForm = ({ workspace }: { workspace: z.output<typeof Workspace> }) => {
  const t = useText()
  const show = useToast()
  const [draft, setDraft] = useState(workspace)
  const save = useWrite(updateWorkspace, {
    quiet: true,
    invalidates: [getWorkspace, getMe],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  const fieldError = useFieldError(save.error)
  const change = (next: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...next }))
  const { name, locale, timeZone, joinWindowHours, undoSeconds } = draft
  return (
    <Form
      submit={() => save.mutate({ name, locale, timeZone, joinWindowHours, undoSeconds })}
      action={t('ui.save')}
      busy={save.isPending}
      error={save.error}
    >
      <TextInput
        label={t('workspace.name')}
        description={t('workspace.name.help')}
        required
        maxLength={120}
        value={name}
        error={fieldError('name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('workspace.locale')}
        description={t('workspace.locale.help')}
        value={locale}
        onChange={(event) => change({ locale: event.currentTarget.value === 'ja' ? 'ja' : 'en' })}
        data={[
          { value: 'ja', label: '日本語' },
          { value: 'en', label: 'English' },
        ]}
      />
      <ZoneField
        value={timeZone}
        error={fieldError('timeZone')}
        onChange={(zone) => change({ timeZone: zone })}
      />
      <NumberInput
        label={t('workspace.join')}
        description={t('workspace.join.help')}
        required
        hideControls
        allowDecimal={false}
        min={1}
        max={720}
        clampBehavior="blur"
        suffix={t('workspace.join.unit')}
        value={joinWindowHours}
        error={fieldError('joinWindowHours')}
        onChange={(hours) => change({ joinWindowHours: Number(hours) })}
      />
      <NumberInput
        label={t('workspace.undo')}
        description={t('workspace.undo.help')}
        required
        hideControls
        allowDecimal={false}
        min={0}
        max={60}
        clampBehavior="blur"
        suffix={t('workspace.undo.unit')}
        value={undoSeconds}
        error={fieldError('undoSeconds')}
        onChange={(seconds) => change({ undoSeconds: Number(seconds) })}
      />
    </Form>
  )
}
