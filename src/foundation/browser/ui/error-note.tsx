import { Alert, Button } from '@mantine/core'
import { errorText, useText } from '../texts.tsx'

/** What went wrong, in place; `retry` offers to try again. */
export const ErrorNote = ({ error, retry }: { error: unknown; retry?: () => unknown }) => {
  const t = useText()
  if (!error) return null
  return (
    <Alert color="red" variant="light" role="alert">
      <p>{errorText(t, error)}</p>
      {retry && (
        <Button mt="xs" size="xs" variant="default" onClick={() => void retry()}>
          {t('ui.try-again')}
        </Button>
      )}
    </Alert>
  )
}
