import { FileInput, Modal, Progress, SegmentedControl } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../foundation/browser/client.ts'
import { bytes } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { createImport, kinds } from '../contract.ts'
import { sendFile } from './send-file.ts'

type Kind = (typeof kinds)[number]

/** Chooses a file and sends it, then goes to where its columns are looked at. */
export const NewImport = ({ close }: { close: () => void }) => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>('customers')
  const [file, setFile] = useState<File | null>(null)
  const [sent, setSent] = useState<number>()
  const [error, setError] = useState<unknown>()

  const send = async (file: File) => {
    setError(undefined)
    setSent(0)
    try {
      const { id } = await call(createImport, { kind, name: file.name, bytes: file.size })
      await sendFile(id, file, 0, setSent)
      await navigate({ to: '/settings/imports/$id', params: { id } })
    } catch (caught) {
      setError(caught)
      setSent(undefined)
    }
  }

  return (
    <Modal
      opened
      onClose={close}
      title={t('import.new')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        submit={() => file && void send(file)}
        action={t('import.send')}
        busy={sent !== undefined}
        disabled={!file}
        error={error}
      >
        <SegmentedControl
          fullWidth
          aria-label={t('import.kind')}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={kinds.map((value) => ({ value, label: t(`import.kind.${value}`) }))}
        />
        <FileInput
          label={t('import.file')}
          description={t('import.file.help')}
          placeholder={t('import.file.choose')}
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,text/csv"
          required
          data-autofocus
          value={file}
          onChange={setFile}
        />
        {file && sent !== undefined && (
          <>
            <Progress value={(sent / file.size) * 100} aria-label={t('import.sending')} />
            <p>{t('import.sent', { sent: bytes(locale, sent), all: bytes(locale, file.size) })}</p>
          </>
        )}
      </Form>
    </Modal>
  )
}
