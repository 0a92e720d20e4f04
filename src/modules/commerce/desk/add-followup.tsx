import { Button, Checkbox, Group, Modal, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { claimsIn, returnsIn } from '../contract.ts'
import type { OrderDetail } from '../shapes/contract.ts'
import { changedBy } from './followups.tsx'
import classes from './orders.module.css'

type Order = z.output<typeof OrderDetail>
type Kind = 'return' | 'claim'

/** What staff take up for a customer: a return, or a claim under warranty. */
export const AddFollowup = ({ order }: { order: Order }) => {
  const t = useText()
  const [kind, setKind] = useState<Kind>()
  return (
    <>
      <Group gap={8}>
        {(['return', 'claim'] as const).map((one) => (
          <Button key={one} variant="default" onClick={() => setKind(one)}>
            {t(`orders.add.${one}`)}
          </Button>
        ))}
      </Group>
      {kind && <Dialog order={order} kind={kind} close={() => setKind(undefined)} />}
    </>
  )
}

const Dialog = ({ order, kind, close }: { order: Order; kind: Kind; close: () => void }) => {
  const t = useText()
  const [reason, setReason] = useState('')
  const [serialNumber, setSerialNumber] = useState('')
  // Made once, so that a second press of the button is the same one.
  const [externalId] = useState(() => `desk-${crypto.randomUUID()}`)
  const [picked, setPicked] = useState<readonly string[]>([])
  const options = { invalidates: changedBy, onSuccess: close }
  const addReturn = useWrite(returnsIn.put, options)
  const addClaim = useWrite(claimsIn.put, options)
  const save = () => {
    const said = {
      externalId,
      source: order.source,
      orderExternalId: order.externalId,
      reason: reason.trim() || null,
      items: order.items.filter((_item, index) => picked.includes(String(index))),
    }
    if (kind === 'return') addReturn.mutate({ ...said, state: 'requested' })
    else addClaim.mutate({ ...said, state: 'opened', serialNumber: serialNumber.trim() || null })
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t(`orders.add.${kind}`)}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {order.items.length > 0 && (
        <Checkbox.Group
          label={t('orders.add.items')}
          value={[...picked]}
          onChange={(values) => setPicked(values)}
        >
          <div className={classes.choices}>
            {order.items.map((item, index) => (
              <Checkbox
                // biome-ignore lint/suspicious/noArrayIndexKey: an order may hold the same item twice
                key={index}
                value={String(index)}
                label={item.name || item.sku || item.productId}
              />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {kind === 'claim' && (
        <TextInput
          mt={12}
          maxLength={200}
          label={t('orders.add.serial')}
          value={serialNumber}
          onChange={({ currentTarget }) => setSerialNumber(currentTarget.value)}
        />
      )}
      <Textarea
        mt={12}
        autosize
        minRows={3}
        maxLength={2000}
        label={t('orders.add.reason')}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Group justify="flex-end" mt={12} gap={8}>
        <Button variant="default" onClick={close}>
          {t('ui.cancel')}
        </Button>
        <Button loading={addReturn.isPending || addClaim.isPending} onClick={save}>
          {t('orders.add.save')}
        </Button>
      </Group>
    </Modal>
  )
}
