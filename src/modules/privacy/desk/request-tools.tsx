import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useText } from '../../../foundation/browser/texts.tsx'
import type { PrivacyRequest } from '../contract.ts'
import { ruleOf } from '../requests/contract.ts'
import { CopiesDialog } from './copies-dialog.tsx'
import { EraseDialog } from './erase-dialog.tsx'

const texts = { copy: 'privacy.copies.open', erase: 'privacy.erase.open' } as const

/** What answers a request, once it is known whom it is about: the copy to hand out, or the erasure. */
export const RequestTools = ({ request }: { request: z.output<typeof PrivacyRequest> }) => {
  const t = useText()
  const [opened, setOpened] = useState(false)
  const may = { copy: useCan('privacy.copy'), erase: useCan('privacy.erase') }
  const { tool } = ruleOf(request.kind)
  const { customer, language, id: requestId } = request
  if (!tool || !may[tool] || !customer) return null
  const close = () => setOpened(false)
  return (
    <Group mb="sm">
      <Button variant="default" onClick={() => setOpened(true)}>
        {t(texts[tool])}
      </Button>
      {opened && tool === 'copy' && (
        <CopiesDialog
          customer={{ id: customer.id, locale: language }}
          requestId={requestId}
          close={close}
        />
      )}
      {opened && tool === 'erase' && (
        <EraseDialog customer={customer} requestId={requestId} close={close} />
      )}
    </Group>
  )
}
