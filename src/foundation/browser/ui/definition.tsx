import { Popover } from '@mantine/core'
import { useState } from 'react'
import { useText } from '../texts.tsx'
import styles from './definition.module.css'

/** How a figure is made: while the pointer rests on the mark, or kept open by click or key. */
export const Definition = ({ of, text }: { of: string; text: string }) => {
  const t = useText()
  const [shown, setShown] = useState<'no' | 'resting' | 'kept'>('no')
  const label = t('ui.definition', { name: of })
  return (
    <Popover
      opened={shown !== 'no'}
      onDismiss={() => setShown('no')}
      width={320}
      position="bottom-start"
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.mark}
          aria-label={label}
          onClick={() => setShown((now) => (now === 'kept' ? 'no' : 'kept'))}
          onMouseEnter={() => setShown((now) => (now === 'no' ? 'resting' : now))}
          onMouseLeave={() => setShown((now) => (now === 'resting' ? 'no' : now))}
          onBlur={() => setShown('no')}
          onKeyDown={(event) => event.key === 'Escape' && setShown('no')}
        >
          <span aria-hidden="true">?</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{text}</Popover.Dropdown>
    </Popover>
  )
}
