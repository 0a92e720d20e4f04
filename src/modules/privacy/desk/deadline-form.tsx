import { NumberInput, Switch, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { getPrivacySettings, type PrivacySettings, putPrivacySettings } from '../contract.ts'

/** Until when requests about personal data are to be answered. */
export const DeadlineForm = () => {
  const may = useCan('privacy.settings')
  const { data } = useRead(getPrivacySettings, {}, { enabled: may })
  return may && data ? <Fields settings={data} /> : null
}

const Fields = ({ settings }: { settings: z.output<typeof PrivacySettings> }) => {
  const t = useText()
  const [deadlineDays, setDeadlineDays] = useState(settings.deadlineDays)
  const [workingDays, setWorkingDays] = useState(settings.workingDays)
  const [holidays, setHolidays] = useState(settings.holidays.join('\n'))
  const show = useToast()
  const put = useWrite(putPrivacySettings, {
    quiet: true,
    invalidates: [getPrivacySettings],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  return (
    <Section title={t('privacy.deadline')} text={t('privacy.deadline-text')}>
      <Form
        action={t('ui.save')}
        busy={put.isPending}
        error={put.error}
        submit={() =>
          put.mutate({
            deadlineDays,
            workingDays,
            holidays: holidays.split(/[\s,、]+/).filter(Boolean),
          })
        }
      >
        <NumberInput
          label={t('privacy.deadline.days')}
          min={1}
          max={365}
          required
          allowDecimal={false}
          value={deadlineDays}
          onChange={(value) => typeof value === 'number' && setDeadlineDays(value)}
        />
        <Switch
          label={t('privacy.deadline.working')}
          description={t('privacy.deadline.working.help')}
          checked={workingDays}
          onChange={(event) => setWorkingDays(event.currentTarget.checked)}
        />
        {workingDays && (
          <Textarea
            label={t('privacy.deadline.holidays')}
            description={t('privacy.deadline.holidays.help')}
            autosize
            minRows={3}
            maxRows={8}
            value={holidays}
            onChange={(event) => setHolidays(event.currentTarget.value)}
          />
        )}
      </Form>
    </Section>
  )
}
