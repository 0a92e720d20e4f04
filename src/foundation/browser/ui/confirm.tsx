import { Button, Group, Modal } from '@mantine/core'
import { useText } from '../texts.tsx'

/** Asks before something that cannot be undone; `action` is the verb on the button. */
export const Confirm = ({
  opened,
  title,
  text,
  action,
  busy = false,
  run,
  close,
}: {
  opened: boolean
  title: string
  text: string
  action: string
  busy?: boolean
  run: () => void
  close: () => void
}) => {
  const t = useText()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <p>{text}</p>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          {t('ui.cancel')}
        </Button>
        <Button color="red" loading={busy} onClick={run}>
          {action}
        </Button>
      </Group>
    </Modal>
  )
}
