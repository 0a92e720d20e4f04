import { Button } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { CallError } from '../../../foundation/browser/client.ts'
import { errorText, useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'

/** A screen that broke, or whose code could not be fetched. The rest of the desk stays. */
export const Failed = ({ error, reset }: ErrorComponentProps) => {
  const t = useText()
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div role="alert">
      <EmptyState
        title={t('desk.failed')}
        text={error instanceof CallError ? errorText(t, error) : t('desk.failed.why')}
      >
        <Button
          variant="default"
          onClick={error instanceof CallError ? retry : () => location.reload()}
        >
          {t('ui.try-again')}
        </Button>
      </EmptyState>
    </div>
  )
}
