import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useText } from '../texts.tsx'
import { Confirm } from './confirm.tsx'
import { PlainTable } from './plain-table.tsx'

/** Which row of a table is being changed, is being made (`add`), or is about to go (until `stay`). */
export const useChanges = <Row,>() => {
  const [edited, edit] = useState<'new' | Row>()
  const [leaving, leave] = useState<Row>()
  const add = () => edit('new')
  const stop = () => edit(undefined)
  const stay = () => leave(undefined)
  return { edited, edit, add, stop, leaving, leave, stay }
}

/** A list that settings keep: a row is changed in a form, and removed after a question. `cells` are the row's own (`td`). */
export const EditableTable = <Row,>({
  label,
  head,
  actions,
  rows,
  keyOf,
  may,
  changes: { edited, edit, stop, leaving, leave, stay },
  cells,
  editing,
  form,
  removing,
  text,
  busy,
  remove,
}: {
  label: string
  head: readonly { key: string; text: string }[]
  /** Names the column of the buttons. */
  actions: string
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Without, there are no buttons. */
  may: boolean
  changes: ReturnType<typeof useChanges<Row>>
  cells: (row: Row) => ReactNode
  /** What the button of a row does, with the row's name: to change, and to remove. */
  editing: (row: Row) => string
  removing: (row: Row) => string
  /** For the row that is changed; undefined for a new one. */
  form: (row: Row | undefined, close: () => void) => ReactNode
  /** What becomes of it, in the question. */
  text: string
  busy: boolean
  remove: (row: Row) => void
}) => {
  const t = useText()
  return (
    <>
      {rows.length > 0 && (
        <PlainTable
          label={label}
          head={[...head, { key: 'actions', text: actions, end: true, hidden: true }]}
        >
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {cells(row)}
              <td data-end>
                {may && (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={editing(row)}
                      onClick={() => edit(row)}
                    >
                      {t('ui.edit')}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={removing(row)}
                      onClick={() => leave(row)}
                    >
                      {t('ui.remove')}
                    </Button>
                  </Group>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {edited && form(edited === 'new' ? undefined : edited, stop)}
      <Confirm
        opened={!!leaving}
        title={leaving ? removing(leaving) : ''}
        text={text}
        action={t('ui.remove')}
        busy={busy}
        run={() => leaving && remove(leaving)}
        close={stay}
      />
    </>
  )
}
