import { Alert, Button, Group, Progress } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { count } from '../../../foundation/browser/formats.ts'
import { keyOf, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { CountList } from '../../../foundation/browser/ui/count-list.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import {
  cancelImport,
  downloadProblems,
  getImport,
  listImports,
  startImport,
  undoImport,
} from '../contract.ts'
import type { RowSet } from '../rows/contract.ts'
import { rowsOf } from './counts.ts'
import classes from './imports.module.css'

type Shown = OutputOf<typeof getImport>
const figures = ['rows', 'created', 'updated', 'unchanged', 'failed', 'warnings'] as const
/** Of longer times nobody counts the seconds. */
const mostSeconds = 120
const undoFigures = ['removed', 'restored', 'kept'] as const

const percentOf = (share: number) => Math.floor(share * 100)
const isPaused = (state: Shown['state']) => state === 'cancelled' || state === 'failed'

/** How far it is and what came of it, and what can be done about it. */
export const ImportProgress = ({ shown }: { shown: Shown }) => {
  const t = useText()
  const { locale } = useLocale()
  const { id, kind, state, undo, hasFile } = shown
  const countOf = (key: RowSet, value: number) => ({
    key,
    name: t(`import.count.${key}`),
    value,
    definition: t(`import.count.${key}.${kind}`),
    rows: rowsOf(id, key),
  })
  const told = state === 'undoing' ? 'telling' : 'told'
  return (
    <>
      {state === 'running' && <Moving name={t('import.progress')} at={shown} />}
      {state === 'undoing' && undo && <Moving name={t('import.undo.progress')} at={undo} />}
      {isPaused(state) && (
        <p role="status">
          {t(hasFile ? 'import.stopped-at' : 'import.stopped-at.for-good', {
            rows: shown.rows,
            percent: percentOf(shown.progress),
          })}
        </p>
      )}
      {shown.error && (
        <Alert color="red" variant="light" role="alert">
          {t(`error.${shown.error}`)}
        </Alert>
      )}
      <CountList counts={figures.map((figure) => countOf(figure, shown[figure]))} />
      {undo && (
        <p role="status">
          {t(`import.undo.${told}.${kind}`, {
            removed: undo.removed,
            restored: undo.restored,
            kept: undo.kept,
          })}
          {kind === 'orders' &&
            undo.customersRemoved + undo.customersKept > 0 &&
            ` ${t(`import.undo.${told}.people`, {
              removed: undo.customersRemoved,
              kept: undo.customersKept,
            })}`}
          {state === 'done' &&
            ` ${t('import.undo.stopped', { percent: percentOf(undo.progress) })}`}
        </p>
      )}
      {undo && <CountList counts={undoFigures.map((figure) => countOf(figure, undo[figure]))} />}
      <Group gap="xs" mt="md">
        {shown.failed + shown.warnings + (undo?.kept ?? 0) > 0 && (
          <Button
            component="a"
            variant="default"
            href={`${downloadProblems.path.replace(':id', id)}?locale=${locale}`}
            download
          >
            {t('import.problems')}
          </Button>
        )}
        <Actions shown={shown} />
      </Group>
    </>
  )
}

type At = Pick<Shown, 'progress' | 'rowsPerSecond' | 'secondsLeft'>

/** A bar, with the pace and what is left of the time as soon as they are known. */
const Moving = ({
  name,
  at: { progress, rowsPerSecond, secondsLeft },
}: {
  name: string
  at: At
}) => {
  const t = useText()
  const { locale } = useLocale()
  const percent = percentOf(progress)
  const timeLeft = (seconds: number) =>
    seconds < mostSeconds
      ? t('import.left', { seconds })
      : t('import.left.minutes', { minutes: Math.ceil(seconds / 60) })
  return (
    <div className={classes.progress}>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={name} />
      </Progress.Root>
      <p role="status">
        {percent}%
        {rowsPerSecond !== null && ` · ${t('import.rate', { rate: count(locale, rowsPerSecond) })}`}
        {secondsLeft !== null && ` · ${timeLeft(secondsLeft)}`}
      </p>
    </div>
  )
}

const Actions = ({ shown: { id, state, hasFile, undo: undone } }: { shown: Shown }) => {
  const t = useText()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const options = {
    invalidates: [listImports],
    onSuccess: (after: Shown) => {
      setAsking(false)
      queries.setQueryData(keyOf(getImport, { id }), after)
    },
    onError: () => void queries.invalidateQueries({ queryKey: keyOf(getImport) }),
  }
  const cancel = useWrite(cancelImport, options)
  const resume = useWrite(startImport, options)
  const undo = useWrite(undoImport, options)
  return (
    <>
      {(state === 'running' || state === 'undoing') && (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ id })}>
          {t(state === 'undoing' ? 'import.undo.stop' : 'import.cancel')}
        </Button>
      )}
      {isPaused(state) && hasFile && (
        <Button loading={resume.isPending} onClick={() => resume.mutate({ id })}>
          {t('import.resume')}
        </Button>
      )}
      {(state === 'done' || isPaused(state)) && (
        <Button variant="default" onClick={() => setAsking(true)}>
          {t(undone ? 'import.undo.go-on' : 'import.undo')}
        </Button>
      )}
      <Confirm
        opened={asking}
        title={t('import.undo')}
        text={t('import.undo.text')}
        action={t('import.undo')}
        busy={undo.isPending}
        run={() => undo.mutate({ id })}
        close={() => setAsking(false)}
      />
    </>
  )
}
