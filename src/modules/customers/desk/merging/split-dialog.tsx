import { Button, Checkbox, Group, Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { z } from 'zod'
import { useText } from '../../../../foundation/browser/texts.tsx'
import type { CustomerWithIdentifiers } from '../../contract.ts'
import { useWhence } from '../identifier-list.tsx'
import { localPhone } from '../profile/local-forms.ts'
import classes from './merging.module.css'
import { NoteField } from './note-field.tsx'
import { SplitPreview } from './split-preview.tsx'
import { useIdentityWrites } from './use-identity-writes.ts'

/** Gives what is ticked to a record of its own. */
export const SplitDialog = ({
  customer: { id, identifiers },
  close,
}: {
  customer: z.output<typeof CustomerWithIdentifiers>
  close: () => void
}) => {
  const t = useText()
  const [picked, setPicked] = useState<readonly string[]>([])
  const [note, setNote] = useState('')
  const { split } = useIdentityWrites(close)
  const whence = useWhence()
  const isPart = (some: readonly string[]) => some.length > 0 && some.length < identifiers.length
  const [settled] = useDebouncedValue(picked, 250)
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={t('split.title')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <p className={classes.quiet}>{t('split.text')}</p>
      <Checkbox.Group
        label={t('split.which')}
        value={[...picked]}
        onChange={(values) => setPicked(values)}
      >
        <div className={classes.choices}>
          {identifiers.map((one) => (
            <Checkbox
              key={one.id}
              value={one.id}
              label={t('split.one', {
                kind: t.has(`identifier.${one.type}`) ? t(`identifier.${one.type}`) : one.type,
                value: one.type === 'phone' ? localPhone(one.value) : one.value,
              })}
              description={t('split.since', whence(one))}
            />
          ))}
        </div>
      </Checkbox.Group>
      {isPart(picked) && isPart(settled) && <SplitPreview id={id} identifierIds={settled} />}
      <NoteField note={note} setNote={setNote} />
      <Group justify="flex-end" mt={12} gap={8}>
        <Button variant="default" onClick={close}>
          {t('ui.cancel')}
        </Button>
        <Button
          loading={split.isPending}
          disabled={!isPart(picked)}
          onClick={() => split.mutate({ id, identifierIds: [...picked], note })}
        >
          {t('split.run')}
        </Button>
      </Group>
    </Modal>
  )
}
