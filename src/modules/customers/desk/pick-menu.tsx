import { Button, Popover } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import classes from './pick-list.module.css'
import { PickList } from './pick-list.tsx'

/** A button that opens a list to pick from; `opened` is the caller's, so that a key can open it too. */
export const PickMenu = ({
  opened,
  setOpened,
  button,
  hint,
  disabled = false,
  stays = false,
  pick,
  ...list
}: Omit<ComponentProps<typeof PickList>, 'pick'> & {
  opened: boolean
  setOpened: (opened: boolean) => void
  button: ReactNode
  /** Shown on hover: what it does and its key. */
  hint?: string
  disabled?: boolean
  /** Several may be picked before it closes. */
  stays?: boolean
  pick: (id: string) => void
}) => (
  <Popover
    opened={opened}
    onChange={setOpened}
    width={280}
    position="bottom-start"
    trapFocus
    returnFocus
    withinPortal
  >
    <Popover.Target>
      <Button
        variant="default"
        size="compact-xs"
        className={classes.open}
        fw={500}
        disabled={disabled}
        title={hint}
        onClick={() => setOpened(!opened)}
      >
        {button}
      </Button>
    </Popover.Target>
    <Popover.Dropdown p={8} aria-label={list.label}>
      <PickList
        {...list}
        pick={(id) => {
          pick(id)
          if (!stays) setOpened(false)
        }}
      />
    </Popover.Dropdown>
  </Popover>
)
