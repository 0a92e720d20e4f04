import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { addSample } from '../contract.ts'
import { RemoveSample } from './remove-sample.tsx'
import styles from './sample.module.css'
import { SampleProgress } from './sample-progress.tsx'
import { useSample } from './use-sample.ts'

export const SampleSettings = () => {
  const t = useText()
  const show = useToast()
  const queries = useQueryClient()
  const sample = useSample()
  const add = useWrite(addSample, {
    onSuccess: () => {
      show({ kind: 'done', text: t('sample.added') })
      void queries.invalidateQueries()
    },
  })
  return (
    <>
      <PageTitle title={t('sample.settings')} />
      <p className={styles.text}>{t('sample.text')}</p>
      {sample.isPending && <Loading rows={1} />}
      <ErrorNote error={sample.error} retry={sample.refetch} />
      {sample.data && ['filling', 'removing'].includes(sample.data.state) && (
        <SampleProgress sample={sample.data} />
      )}
      {sample.data?.present === true && <RemoveSample />}
      {sample.data?.present === false && (
        <Button loading={add.isPending} onClick={() => add.mutate({})}>
          {t('sample.add')}
        </Button>
      )}
    </>
  )
}
