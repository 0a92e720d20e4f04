import { TextInput, VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, useId, useState } from 'react'
import { isComposing } from '../../../foundation/browser/ime.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import classes from './pick-list.module.css'

export type PickOption = {
  id: string
  text: string
  /** Quieter, after the text. */
  hint?: string
  picked?: boolean
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** A list that narrows while one types. Arrow keys move, Enter picks; focus stays in the field. */
export const PickList = ({
  label,
  options,
  pick,
  create,
  busy = false,
}: {
  label: string
  options: readonly PickOption[]
  pick: (id: string) => void
  /** Offers to make what was typed and is not there. */
  create?: { text: (typed: string) => string; run: (typed: string) => void }
  busy?: boolean
}) => {
  const t = useText()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const wanted = typed.trim()
  const found = options.filter((option) => fold(option.text).includes(fold(wanted)))
  const isNew = create && wanted && !options.some(({ text }) => fold(text) === fold(wanted))
  const rows = isNew ? [...found, { id: '', text: create.text(wanted) } as PickOption] : found
  const current = Math.min(at, rows.length - 1)

  const choose = (row: PickOption | undefined) => {
    if (!row || busy) return
    setTyped('')
    if (row.id || !isNew) pick(row.id)
    else create.run(wanted)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') choose(rows[current])
    else if (step) setAt((current + step + rows.length) % Math.max(1, rows.length))
    else return
    event.preventDefault()
  }
  return (
    <div>
      <TextInput
        size="sm"
        data-autofocus
        aria-label={label}
        placeholder={label}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={rows[current] && `${listId}-${current}`}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {rows.length === 0 && <p className={classes.none}>{t('pick.none')}</p>}
      <div id={listId} role="listbox" aria-label={label} className={classes.list}>
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
          <div
            key={row.id || row.text}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === current}
            ref={(element) => {
              if (index === current) element?.scrollIntoView({ block: 'nearest' })
            }}
            className={classes.option}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(row)}
          >
            <span className={classes.check} aria-hidden="true">
              {row.picked ? '✓' : ''}
            </span>
            <span className={classes.text}>{row.text}</span>
            {row.picked && <VisuallyHidden>{t('pick.picked')}</VisuallyHidden>}
            {row.hint && <span className={classes.hint}>{row.hint}</span>}
          </div>
        ))}
      </div>
    </div>
  )
}
