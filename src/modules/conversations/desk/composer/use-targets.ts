import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { listChannels, listConnections } from '../../../connections/contract.ts'
import { getCustomer } from '../../../customers/contract.ts'
import { useChannelName } from '../../../customers/desk/channel-mark.tsx'
import type { ConversationWhole, ThreadRow } from '../rows.ts'

/** Where an answer can go: a running thread, or a new mail to an address of the customer. */
export type Target = {
  key: string
  text: string
  channel: string
  /** Who receives it, for the words above the field. */
  address: string
  trust: ThreadRow['trust']
  can: { text: number; attachments: boolean; subject: boolean }
  input: { threadId: string } | { connectionId: string; to: string }
}

/** Until the channels have been read; the server knows better in any case. */
const usual = { text: 10_000, attachments: true, subject: false }

export const useTargets = ({ threads, customer, replyThreadId }: ConversationWhole) => {
  const t = useText()
  const channelName = useChannelName()
  const channels = useRead(listChannels, {}, { staleTime: 600_000 }).data?.data
  const connections = useRead(listConnections, { limit: 200 }, { staleTime: 60_000 }).data?.data
  const known = useRead(getCustomer, { id: customer.id }).data?.identifiers
  const canOf = (channel: string) => channels?.find(({ key }) => key === channel)?.can ?? usual

  const running = threads.map((thread): Target => {
    const what = [channelName(thread.channel), thread.address, thread.subject].filter(Boolean)
    return {
      key: `thread:${thread.id}`,
      text: what.join(' · '),
      channel: thread.channel,
      address: thread.address,
      trust: thread.trust,
      can: { ...canOf(thread.channel), subject: false },
      input: { threadId: thread.id },
    }
  })
  const knowsAddresses = useCan('customer.contact')
  const addresses = knowsAddresses ? (known ?? []).filter(({ type }) => type === 'email') : []
  const mailboxes = (connections ?? []).filter(
    ({ channel, state }) => channel === 'email' && state !== 'paused',
  )
  const fresh = addresses.flatMap(({ value, trust }) =>
    mailboxes.map(
      ({ id, address }): Target => ({
        key: `mail:${id}:${value}`,
        text:
          mailboxes.length > 1
            ? t('composer.new-mail-from', { address: value, from: address })
            : t('composer.new-mail', { address: value }),
        channel: 'email',
        address: value,
        trust,
        can: { ...canOf('email'), subject: true },
        input: { connectionId: id, to: value },
      }),
    ),
  )
  const targets = [...running, ...fresh]
  const usualTarget = targets.find(({ key }) => key === `thread:${replyThreadId}`) ?? targets[0]
  return { targets, usualTarget }
}
