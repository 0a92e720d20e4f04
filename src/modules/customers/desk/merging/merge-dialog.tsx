import { Button, Group, Modal } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { type CustomerWithIdentifiers, previewMerge } from '../../contract.ts'
import { useCustomerName } from '../customer-name.ts'
import { CustomerSearch } from '../customer-search.tsx'
import { MergePreview } from './merge-preview.tsx'
import classes from './merging.module.css'
import { NoteField } from './note-field.tsx'
import { useIdentityWrites } from './use-identity-writes.ts'

type Whole = z.output<typeof CustomerWithIdentifiers>

/** Finds the other record, shows what would come of it, and only then joins. */
export const MergeDialog = ({ customer, close }: { customer: Whole; close: () => void }) => {
  const t = useText()
  const nameOf = useCustomerName()
  const [typed, setTyped] = useState(customer.name ?? '')
  const [otherId, setOtherId] = useState<string>()
  const [note, setNote] = useState('')
  const preview = useRead(
    previewMerge,
    { id: customer.id, otherId: otherId ?? customer.id },
    { enabled: otherId !== undefined, staleTime: 0 },
  )
  const { merge } = useIdentityWrites(close)
  const chosen = useRef<HTMLDivElement>(null)
  // The button that was pressed is gone.
  useEffect(() => {
    if (otherId) chosen.current?.focus()
  }, [otherId])
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={t('merge.title', { name: nameOf(customer.name, customer.shown) })}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {!otherId && (
        <CustomerSearch
          label={t('merge.find')}
          begin={typed}
          except={customer.id}
          none={t('merge.none-found')}
          pick={({ id }, typed) => {
            setOtherId(id)
            setTyped(typed)
          }}
        />
      )}
      {otherId && (
        <div ref={chosen} tabIndex={-1} className={classes.chosen}>
          <ErrorNote error={preview.error} retry={preview.refetch} />
          {preview.isPending && <Loading rows={4} height={28} />}
          {preview.data && <MergePreview preview={preview.data} />}
          <NoteField note={note} setNote={setNote} />
          <Group justify="flex-end" mt={12} gap={8}>
            <Button variant="default" onClick={() => setOtherId(undefined)}>
              {t('merge.another')}
            </Button>
            <Button
              loading={merge.isPending}
              disabled={!preview.data}
              onClick={() => merge.mutate({ id: customer.id, otherId, note })}
            >
              {t('merge.run')}
            </Button>
          </Group>
        </div>
      )}
    </Modal>
  )
}
