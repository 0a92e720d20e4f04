import { Modal } from '@mantine/core'
import { type KeyboardEvent, useId, useState } from 'react'
import { type Command, useAllCommands } from '../../../foundation/browser/commands.tsx'
import { isComposing } from '../../../foundation/browser/ime.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useFoundCustomers } from './find-customers.ts'
import { KeyText } from './key-text.tsx'
import { closeOverlay, useOverlay } from './overlays.ts'
import classes from './palette.module.css'

export const Palette = () => {
  const t = useText()
  return (
    <Modal.Root
      opened={useOverlay() === 'palette'}
      onClose={closeOverlay}
      size={560}
      yOffset="12dvh"
      centered={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('desk.commands')}>
        <Modal.Body p={0}>
          <Finder />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** Hiragana finds katakana: whoever looks for a word has not converted it yet. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60))

const find = (commands: readonly Command[], sought: string) => {
  const words = plain(sought).split(/\s+/).filter(Boolean)
  return commands.filter(({ hidden, text, group }) => {
    const whole = plain(`${text} ${group ?? ''}`)
    return !hidden && words.every((word) => whole.includes(word))
  })
}

const Finder = () => {
  const t = useText()
  const listId = useId()
  const [sought, setSought] = useState('')
  const [at, setAt] = useState(0)
  const found = [...find(useAllCommands(), sought), ...useFoundCustomers(sought)]
  const current = Math.min(at, found.length - 1)
  const run = (command: Command | undefined) => {
    if (!command) return
    closeOverlay()
    command.run()
  }
  const press = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step && found.length > 0) setAt((current + step + found.length) % found.length)
    else if (event.key === 'Enter') run(found[current])
    else return
    event.preventDefault()
  }
  const optionId = (index: number) => `${listId}-${index}`
  return (
    <>
      <input
        className={classes.input}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={current >= 0 ? optionId(current) : undefined}
        aria-label={t('desk.commands')}
        placeholder={t('desk.commands.hint')}
        value={sought}
        onChange={(event) => {
          setSought(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div
        className={classes.list}
        role="listbox"
        id={listId}
        aria-label={t('desk.commands')}
        tabIndex={-1}
      >
        {found.map((command, index) => (
          <Option
            key={command.id}
            id={optionId(index)}
            command={command}
            isCurrent={index === current}
            point={() => setAt(index)}
            run={() => run(command)}
          />
        ))}
      </div>
      {found.length === 0 && <p className={classes.none}>{t('desk.commands.none')}</p>}
    </>
  )
}

const Option = ({
  id,
  command,
  isCurrent,
  point,
  run,
}: {
  id: string
  command: Command
  isCurrent: boolean
  point: () => void
  run: () => void
}) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the text field above has the keyboard, as in every combobox
  <div
    id={id}
    role="option"
    aria-selected={isCurrent}
    tabIndex={-1}
    className={classes.option}
    onClick={run}
    onMouseMove={point}
    ref={(element) => {
      if (isCurrent) element?.scrollIntoView({ block: 'nearest' })
    }}
  >
    <span>{command.text}</span>
    {command.keys && <KeyText keys={command.keys} />}
  </div>
)
