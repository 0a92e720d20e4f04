import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead, useReadPages, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../../foundation/browser/ui/confirm.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { ShowMore } from '../../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { getMe } from '../../../members/contract.ts'
import { listTimeline } from '../../contract.ts'
import {
  addCustomerNote,
  changeCustomerNote,
  listNotes,
  type Note,
  pinCustomerNote,
  removeCustomerNote,
} from '../../profile/contract.ts'
import { languageOf } from '../text-language.ts'
import classes from './profile.module.css'

type OneNote = z.output<typeof Note>
const invalidates = [listNotes, listTimeline]

/** What staff should know of this customer, whatever the matter. */
export const NotesSection = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const mayWrite = useCan('customer.update')
  const notes = useReadPages(listNotes, { id: customerId, limit: 5 })
  const [edited, setEdited] = useState<string>()
  const add = useWrite(addCustomerNote, { invalidates, onSuccess: () => setEdited(undefined) })
  if (!mayWrite && notes.rows.length === 0) return null
  return (
    <section aria-label={t('notes.title')} className={classes.section}>
      <div className={classes.bar}>
        <h2 className={classes.heading}>{t('notes.title')}</h2>
        {mayWrite && edited !== 'new' && (
          <button type="button" className={classes.more} onClick={() => setEdited('new')}>
            {t('notes.add')}
          </button>
        )}
      </div>
      <ErrorNote error={notes.error} retry={notes.refetch} />
      {edited === 'new' && (
        <NoteForm
          text=""
          busy={add.isPending}
          save={(text) => add.mutate({ id: customerId, text })}
          close={() => setEdited(undefined)}
        />
      )}
      {notes.rows.map((note) => (
        <NoteRow
          key={note.id}
          note={note}
          isEdited={edited === note.id}
          edit={(on) => setEdited(on ? note.id : undefined)}
        />
      ))}
      <ShowMore list={notes} />
    </section>
  )
}

const NoteRow = ({
  note,
  isEdited,
  edit,
}: {
  note: OneNote
  isEdited: boolean
  edit: (on: boolean) => void
}) => {
  const t = useText()
  const { data: me } = useRead(getMe, {}, { staleTime: 60_000 })
  const mayWrite = useCan('customer.update')
  const mayRemoveAny = useCan('customer.configure')
  const [leaving, setLeaving] = useState(false)
  const change = useWrite(changeCustomerNote, { invalidates, onSuccess: () => edit(false) })
  const pin = useWrite(pinCustomerNote, { invalidates: [listNotes] })
  const remove = useWrite(removeCustomerNote, { invalidates })
  const isMine = mayWrite && me?.member.id === note.authorId
  if (isEdited)
    return (
      <NoteForm
        text={note.text}
        busy={change.isPending}
        save={(text) => change.mutate({ noteId: note.id, text })}
        close={() => edit(false)}
      />
    )
  return (
    <article className={classes.note}>
      {note.pinnedAt && <span className={classes.pinned}>{t('notes.pinned')}</span>}
      <p lang={languageOf(note.text)}>{note.text}</p>
      <div className={classes.foot}>
        <span>
          {note.authorName} <TimeText ago at={note.createdAt} />
          {note.editedAt && ` ${t('notes.edited')}`}
        </span>
        {mayWrite && (
          <button
            type="button"
            className={classes.act}
            onClick={() => pin.mutate({ noteId: note.id, pinned: !note.pinnedAt })}
          >
            {t(note.pinnedAt ? 'notes.unpin' : 'notes.pin')}
          </button>
        )}
        {isMine && (
          <button type="button" className={classes.act} onClick={() => edit(true)}>
            {t('ui.edit')}
          </button>
        )}
        {(isMine || mayRemoveAny) && (
          <button type="button" className={classes.act} onClick={() => setLeaving(true)}>
            {t('ui.remove')}
          </button>
        )}
      </div>
      <Confirm
        opened={leaving}
        title={t('notes.remove')}
        text={note.text.slice(0, 200)}
        action={t('ui.remove')}
        busy={remove.isPending}
        run={() => remove.mutate({ noteId: note.id })}
        close={() => setLeaving(false)}
      />
    </article>
  )
}

const NoteForm = ({
  text,
  busy,
  save,
  close,
}: {
  text: string
  busy: boolean
  save: (text: string) => void
  close: () => void
}) => {
  const t = useText()
  const [typed, setTyped] = useState(text)
  const submit = () => typed.trim() && save(typed.trim())
  return (
    <form
      className={classes.editor}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Escape') close()
        else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit()
        else return
        event.stopPropagation()
      }}
    >
      <Textarea
        aria-label={t('notes.text')}
        placeholder={t('notes.text')}
        autosize
        minRows={2}
        maxLength={5000}
        autoFocus
        data-autofocus
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div className={classes.foot}>
        <Button type="submit" size="compact-sm" loading={busy} disabled={!typed.trim()}>
          {t('ui.save')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          {t('ui.cancel')}
        </Button>
      </div>
    </form>
  )
}
