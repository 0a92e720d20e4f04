import { Button, Group } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import {
  type Connection,
  getConnection,
  listConnections,
  removeConnection,
  updateConnection,
} from '../contract.ts'

export const PauseAndRemove = ({ connection }: { connection: z.output<typeof Connection> }) => {
  const t = useText()
  const navigate = useNavigate()
  const [isLeaving, setLeaving] = useState(false)
  const isPaused = connection.state === 'paused'
  const update = useWrite(updateConnection, { invalidates: [listConnections, getConnection] })
  const remove = useWrite(removeConnection, {
    invalidates: [listConnections],
    onSuccess: () => navigate({ to: '/settings/connections' }),
  })
  return (
    <Section title={t('connection.end')} text={t('connection.end.text')}>
      <Group gap="xs">
        <Button
          variant="default"
          loading={update.isPending}
          onClick={() => update.mutate({ id: connection.id, paused: !isPaused })}
        >
          {t(isPaused ? 'connection.resume' : 'connection.pause')}
        </Button>
        <Button variant="default" onClick={() => setLeaving(true)}>
          {t('connection.remove')}
        </Button>
      </Group>
      <Confirm
        opened={isLeaving}
        title={t('connection.remove_of', { name: connection.name })}
        text={t('connection.remove.text')}
        action={t('connection.remove')}
        busy={remove.isPending}
        run={() => remove.mutate({ id: connection.id })}
        close={() => setLeaving(false)}
      />
    </Section>
  )
}
