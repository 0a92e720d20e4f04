import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { getConversation } from '../../contract.ts'
import { Composer } from '../composer/composer.tsx'
import { conversationRoute } from '../inbox-routes.ts'
import type { ConversationWhole } from '../rows.ts'
import { CustomerSide } from './customer-side.tsx'
import { MessageList } from './message-list.tsx'
import { ThreadHeader } from './thread-header.tsx'
import classes from './thread-screen.module.css'
import { useMarkRead } from './use-mark-read.ts'
import { usePresence } from './use-presence.ts'

/** One conversation: who, what was said, and where to answer; the customer beside it. */
export const ThreadScreen = () => {
  const t = useText()
  const { conversationId } = conversationRoute.useParams()
  const { data, error, refetch } = useRead(getConversation, { id: conversationId })
  if (error)
    return (
      <>
        <PageTitle title={t('inbox.conversation')} hidden />
        <ErrorNote error={error} retry={refetch} />
      </>
    )
  if (!data) return <Loading rows={6} height={56} />
  return <OpenThread key={data.id} conversation={data} />
}

const OpenThread = ({ conversation }: { conversation: ConversationWhole }) => {
  const t = useText()
  const mayReply = useCan('conversation.reply')
  const isWide = useMediaQuery('(min-width: 1180px)', true, { getInitialValueInEffect: false })
  const [sideShown, setSideShown] = useState(isWide)
  useEffect(() => setSideShown(isWide), [isWide])
  const { others, tellWriting } = usePresence(conversation)
  useMarkRead(conversation)
  useCommands([
    {
      id: 'conversation.customer',
      text: t('conversation.show-customer'),
      keys: 'p',
      group: t('conversation.keys'),
      run: () => setSideShown(!sideShown),
    },
  ])
  return (
    <div className={classes.screen} data-side={isWide && sideShown ? '' : undefined}>
      <article className={classes.thread}>
        <ThreadHeader
          conversation={conversation}
          others={others}
          toggleSide={() => setSideShown(!sideShown)}
        />
        <MessageList conversation={conversation} others={others} />
        {mayReply && (
          <Composer conversation={conversation} others={others} tellWriting={tellWriting} />
        )}
      </article>
      <CustomerSide
        conversation={conversation}
        isWide={isWide}
        shown={sideShown}
        close={() => setSideShown(false)}
      />
    </div>
  )
}
