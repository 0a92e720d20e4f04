import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { type CustomerWithIdentifiers, listCustomers, previewMerge } from '../../contract.ts'
import { useCustomerName } from '../customer-name.ts'
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
  const [search] = useDebouncedValue(typed.trim(), 250)
  const [otherId, setOtherId] = useState<string>()
  const [note, setNote] = useState('')
  const found = useRead(listCustomers, { search, limit: 8 }, { enabled: search !== '' && !otherId })
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
  const others = (found.data?.data ?? []).filter(({ id }) => id !== customer.id)
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={t('merge.title', { name: nameOf(customer.name, customer.shown) })}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {!otherId && (
        <>
          <TextInput
            data-autofocus
            autoFocus
            // Typing begins anew; only who shares the name is found by it as it stands.
            onFocus={({ currentTarget }) => currentTarget.select()}
            type="search"
            label={t('merge.find')}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <ErrorNote error={found.error} />
          {search && found.isSuccess && others.length === 0 && (
            <p className={classes.quiet}>{t('merge.none-found')}</p>
          )}
          <ul className={classes.found}>
            {others.map(({ id, name, shown }) => (
              <li key={id}>
                <button type="button" className={classes.pick} onClick={() => setOtherId(id)}>
                  {nameOf(name, shown)} {name && <span className={classes.quiet}>{shown}</span>}
                </button>
              </li>
            ))}
          </ul>
        </>
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
