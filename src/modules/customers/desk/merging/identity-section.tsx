import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useText } from '../../../../foundation/browser/texts.tsx'
import type { CustomerWithIdentifiers } from '../../contract.ts'
import { LeftOut } from '../identifiers/left-out.tsx'
import { IdentityHistory } from './identity-history.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { SplitDialog } from './split-dialog.tsx'

/** Who this is, and how to correct it: join another record, part two people, take either back. */
export const IdentitySection = ({
  customer,
}: {
  customer: z.output<typeof CustomerWithIdentifiers>
}) => {
  const t = useText()
  const [opened, setOpened] = useState<'merge' | 'split'>()
  const close = () => setOpened(undefined)
  const mayMerge = useCan('customer.merge')
  return (
    <section>
      {mayMerge && (
        <Group gap={8}>
          <Button variant="default" size="xs" onClick={() => setOpened('merge')}>
            {t('merge.open')}
          </Button>
          {customer.identifiers.length > 1 && (
            <Button variant="default" size="xs" onClick={() => setOpened('split')}>
              {t('split.open')}
            </Button>
          )}
        </Group>
      )}
      <LeftOut customerId={customer.id} />
      <IdentityHistory customerId={customer.id} mayUndo={mayMerge} />
      {opened === 'merge' && <MergeDialog customer={customer} close={close} />}
      {opened === 'split' && <SplitDialog customer={customer} close={close} />}
    </section>
  )
}
