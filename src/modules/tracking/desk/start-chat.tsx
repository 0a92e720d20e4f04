import { Modal, Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { listSiteVisitors, type SiteVisitor, startSiteChat } from '../contract.ts'

/** The first words to somebody on the site; they open the chat on their page. */
export const StartChat = ({
  visitor,
  close,
}: {
  visitor: z.output<typeof SiteVisitor>
  close: () => void
}) => {
  const t = useText()
  const navigate = useNavigate()
  const nameOf = useCustomerName()
  const [text, setText] = useState('')
  const [clientKey] = useState(() => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`)
  const start = useWrite(startSiteChat, {
    quiet: true,
    invalidates: [listSiteVisitors],
    onSuccess: ({ conversationId }) =>
      navigate({ to: '/inbox/$conversationId', params: { conversationId } }),
  })
  const name = visitor.customerId ? nameOf(visitor.customerName) : t('visitors.anonymous')
  return (
    <Modal opened onClose={close} title={t('visitors.chat.with', { name })}>
      <Form
        submit={() => start.mutate({ anonymousId: visitor.anonymousId, text, clientKey })}
        action={t('visitors.chat.send')}
        busy={start.isPending}
        error={start.error}
      >
        <Textarea
          label={t('visitors.chat.words')}
          description={t('visitors.chat.help')}
          required
          autosize
          minRows={3}
          maxLength={10_000}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Form>
    </Modal>
  )
}
