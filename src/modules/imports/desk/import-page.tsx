import { useParams, useSearch } from '@tanstack/react-router'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { getImport } from '../contract.ts'
import type { readShown } from './counts.ts'
import { ImportProgress } from './import-progress.tsx'
import { ImportedRows } from './imported-rows.tsx'
import classes from './imports.module.css'
import { MappingForm } from './mapping-form.tsx'
import { SendRest } from './send-rest.tsx'

const moving = new Set(['running', 'undoing'])

/** One import, at whichever step it is. */
export const ImportPage = () => {
  const t = useText()
  const { id } = useParams({ strict: false }) as { id: string }
  const { show } = useSearch({ strict: false }) as ReturnType<typeof readShown>
  const found = useRead(
    getImport,
    { id },
    { refetchInterval: ({ state }) => (moving.has(state.data?.state ?? '') ? 1000 : false) },
  )
  const shown = found.data
  return (
    <>
      <p className={classes.back}>
        <TextLink to="/settings/imports">{t('import.back')}</TextLink>
      </p>
      <PageTitle title={shown?.name ?? t('import.settings')} />
      {found.isPending && <Loading />}
      <ErrorNote error={found.error} retry={found.refetch} />
      {shown && (
        <p className={classes.lead}>
          {t(`import.kind.${shown.kind}`)} · {t(`import.state.${shown.state}`)}
        </p>
      )}
      {shown?.state === 'uploading' && shown.receivedBytes < shown.bytes && (
        <SendRest shown={shown} />
      )}
      {shown &&
        (shown.state === 'ready' ||
          (shown.state === 'uploading' && shown.receivedBytes === shown.bytes)) && (
          <MappingForm shown={shown} />
        )}
      {shown && shown.state !== 'uploading' && shown.state !== 'ready' && (
        <ImportProgress shown={shown} />
      )}
      {shown && show && <ImportedRows shown={shown} of={show} />}
    </>
  )
}
