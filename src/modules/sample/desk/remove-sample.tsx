import { Button, type ButtonProps } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { removeSample } from '../contract.ts'

/** The button that takes the sample brand away, after asking. */
export const RemoveSample = (look: ButtonProps) => {
  const t = useText()
  const show = useToast()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const remove = useWrite(removeSample, {
    onSuccess: () => {
      setAsking(false)
      show({ kind: 'done', text: t('sample.removed') })
      // Lists, counts and customers all held some of it.
      void queries.invalidateQueries()
    },
  })
  return (
    <>
      <Button variant="default" {...look} onClick={() => setAsking(true)}>
        {t('sample.remove')}
      </Button>
      <Confirm
        opened={isAsking}
        title={t('sample.remove')}
        text={t('sample.remove.text')}
        action={t('sample.remove')}
        busy={remove.isPending}
        run={() => remove.mutate({})}
        close={() => setAsking(false)}
      />
    </>
  )
}
