import { Button } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { Confirm } from '../../../../foundation/browser/ui/confirm.tsx'
import { listMembers } from '../../contract.ts'
import { resetSecondFactor } from '../../second-factor/contract.ts'

/** For a member who lost telephone and recovery codes. */
export const ResetMember = ({ id, name }: { id: string; name: string }) => {
  const t = useText()
  const show = useToast()
  const [isAsking, setAsking] = useState(false)
  const reset = useWrite(resetSecondFactor, {
    invalidates: [listMembers],
    onSuccess: () => show({ kind: 'done', text: t('second-factor.reset.done', { name }) }),
  })
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={t('second-factor.reset_of', { name })}
        onClick={() => setAsking(true)}
      >
        {t('second-factor.reset')}
      </Button>
      <Confirm
        opened={isAsking}
        title={t('second-factor.reset_of', { name })}
        text={t('second-factor.reset.text')}
        action={t('second-factor.reset.do')}
        busy={reset.isPending}
        run={() => reset.mutate({ id }, { onSettled: () => setAsking(false) })}
        close={() => setAsking(false)}
      />
    </>
  )
}
