import { Outlet, useParams } from '@tanstack/react-router'
import { useText } from '../../../foundation/browser/texts.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { useResumeSending } from './composer/use-send.ts'
import classes from './inbox-screen.module.css'
import { ConversationList } from './list/conversation-list.tsx'
import { useInboxLive } from './use-inbox-live.ts'

/** The list beside what is open; on a phone one of the two. */
export const InboxScreen = () => {
  const t = useText()
  const { conversationId } = useParams({ strict: false })
  useInboxLive()
  useResumeSending()
  return (
    <div className={classes.inbox} data-open={conversationId ? '' : undefined}>
      {!conversationId && <PageTitle title={t('inbox.title')} hidden />}
      <section className={classes.list} aria-label={t('inbox.list')}>
        <ConversationList openId={conversationId} />
      </section>
      <section className={classes.open} aria-label={t('inbox.conversation')}>
        <Outlet />
      </section>
    </div>
  )
}
