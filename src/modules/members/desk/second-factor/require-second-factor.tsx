import { Switch } from '@mantine/core'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { Section } from '../../../../foundation/browser/ui/section.tsx'
import { getWorkspace, updateWorkspace } from '../../../workspaces/contract.ts'
import { getMe } from '../../contract.ts'
import { getSecondFactor } from '../../second-factor/contract.ts'

/** For administrators: whether everybody here signs in with a second factor. */
export const RequireSecondFactor = () => {
  const t = useText()
  const show = useToast()
  const canManage = useCan('workspace.manage')
  const workspace = useRead(getWorkspace, {}, { enabled: canManage })
  const save = useWrite(updateWorkspace, {
    invalidates: [getWorkspace, getMe, getSecondFactor],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  if (!canManage || !workspace.data) return null
  const isOn = save.isPending
    ? save.variables.secondFactorRequired === true
    : workspace.data.secondFactorRequired
  return (
    <Section title={t('second-factor.title')}>
      <Switch
        label={t('second-factor.require')}
        description={t('second-factor.require.why')}
        checked={isOn}
        onChange={(event) => save.mutate({ secondFactorRequired: event.currentTarget.checked })}
      />
    </Section>
  )
}
