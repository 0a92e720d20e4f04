import { FileInput, Progress } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { bytes } from '../../../foundation/browser/formats.ts'
import { keyOf } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import { getImport } from '../contract.ts'
import { sendFile } from './send-file.ts'

/** Goes on with a file that has not arrived whole. */
export const SendRest = ({ shown }: { shown: OutputOf<typeof getImport> }) => {
  const t = useText()
  const { locale } = useLocale()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [sent, setSent] = useState<number>()
  const [error, setError] = useState<unknown>()
  const fits = file?.size === shown.bytes && file.name === shown.name
  const send = async (file: File) => {
    setError(undefined)
    setSent(shown.receivedBytes)
    try {
      await sendFile(shown.id, file, shown.receivedBytes, setSent)
    } catch (caught) {
      setError(caught)
    }
    setSent(undefined)
    await queries.invalidateQueries({ queryKey: keyOf(getImport) })
  }
  return (
    <Form
      submit={() => file && void send(file)}
      action={t('import.send-rest')}
      busy={sent !== undefined}
      disabled={!fits}
      error={error}
    >
      <p>
        {t('import.incomplete', {
          sent: bytes(locale, shown.receivedBytes),
          all: bytes(locale, shown.bytes),
        })}
      </p>
      <FileInput
        label={t('import.file.again', { name: shown.name })}
        placeholder={t('import.file.choose')}
        error={file && !fits ? t('import.file.other') : undefined}
        value={file}
        onChange={setFile}
      />
      {sent !== undefined && (
        <Progress value={(sent / shown.bytes) * 100} aria-label={t('import.sending')} />
      )}
    </Form>
  )
}
