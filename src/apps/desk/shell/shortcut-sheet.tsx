import { Modal, Switch } from '@mantine/core'
import { type Command, useAllCommands } from '../../../foundation/browser/commands.tsx'
import { setPreferences, usePreferences } from '../../../foundation/browser/preferences.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { KeyText } from './key-text.tsx'
import { closeOverlay, useOverlay } from './overlays.ts'
import classes from './shortcut-sheet.module.css'

/** All keys that work on the present screen. */
export const ShortcutSheet = () => {
  const t = useText()
  return (
    <Modal
      opened={useOverlay() === 'shortcuts'}
      onClose={closeOverlay}
      title={t('desk.shortcuts')}
      size="lg"
    >
      <Sheet />
    </Modal>
  )
}

const Sheet = () => {
  const t = useText()
  const { shortcuts } = usePreferences()
  const commands = useAllCommands()
  const groups = new Map<string, Command[]>()
  for (const command of commands) {
    if (!command.keys) continue
    const group = command.group ?? t('desk.group.here')
    groups.set(group, [...(groups.get(group) ?? []), command])
  }
  return (
    <>
      <Switch
        label={t('desk.shortcuts.single')}
        description={t('desk.shortcuts.single.why')}
        checked={shortcuts}
        onChange={(event) => setPreferences({ shortcuts: event.currentTarget.checked })}
      />
      <div className={classes.groups}>
        {[...groups].map(([group, commands]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={classes.list}>
              {commands.map(({ id, text, keys }) => (
                <div key={id}>
                  <dt>{text}</dt>
                  <dd>
                    <KeyText keys={keys ?? ''} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  )
}
