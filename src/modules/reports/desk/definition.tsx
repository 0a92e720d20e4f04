import { Popover } from '@mantine/core'
import { useState } from 'react'
import { useText } from '../../../foundation/browser/texts.tsx'
import styles from './dashboard.module.css'

/** How a figure is made, for whoever asks: by click, by key, or by resting on the mark. */
export const Definition = ({ of, text }: { of: string; text: string }) => {
  const t = useText()
  const [opened, setOpened] = useState(false)
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={320}
      position="bottom-start"
      withinPortal
      trapFocus={false}
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.mark}
          aria-label={t('dashboard.definition', { name: of })}
          onClick={() => setOpened((now) => !now)}
          onMouseEnter={() => setOpened(true)}
          onMouseLeave={() => setOpened(false)}
          onBlur={() => setOpened(false)}
        >
          <span aria-hidden="true">?</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>{text}</Popover.Dropdown>
    </Popover>
  )
}
