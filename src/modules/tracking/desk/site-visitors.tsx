import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { count } from '../../../foundation/browser/formats.ts'
import { useLive } from '../../../foundation/browser/live.tsx'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { ButtonLink, TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { listSiteVisitors, type SiteVisitor } from '../contract.ts'
import { useVisitWords } from './came-from.ts'
import classes from './site-visitors.module.css'
import { StartChat } from './start-chat.tsx'

type Visitor = z.output<typeof SiteVisitor>

const everyMs = 5000

/** Who is on which page of the site now, kept current. */
export const SiteVisitors = () => {
  const t = useText()
  const { locale } = useLocale()
  const visitors = useRead(listSiteVisitors, {}, { refetchInterval: everyMs, staleTime: 0 })
  const mayConnect = useCan('source.read')
  const [talkTo, setTalkTo] = useState<Visitor>()
  useLive((kind) => {
    if (kind === 'visit.started') void visitors.refetch()
  })
  const rows = visitors.data?.data ?? []
  return (
    <div className={classes.page}>
      <PageTitle title={t('visitors.title')} />
      <p className={classes.lead}>{t('visitors.text')}</p>
      {visitors.isPending && <Loading />}
      <ErrorNote error={visitors.error} retry={visitors.refetch} />
      <p className={classes.total} role="status">
        {rows.length > 0 && t('visitors.total', { count: visitors.data?.total ?? rows.length })}
      </p>
      {visitors.isSuccess && rows.length === 0 && (
        <EmptyState title={t('visitors.none')} text={t('visitors.none.text')}>
          {mayConnect && (
            <ButtonLink to="/settings/sources" variant="default">
              {t('source.settings')}
            </ButtonLink>
          )}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <PlainTable
          label={t('visitors.title')}
          head={[
            { key: 'who', text: t('visitors.who') },
            { key: 'page', text: t('visitors.page') },
            { key: 'since', text: t('visitors.since') },
            { key: 'from', text: t('visitors.from') },
            { key: 'pages', text: t('visitors.pages'), end: true },
            { key: 'chat', text: t('visitors.chat'), hidden: true },
          ]}
        >
          {rows.map((visitor) => (
            <Row key={visitor.visitId} visitor={visitor} locale={locale} talk={setTalkTo} />
          ))}
        </PlainTable>
      )}
      {talkTo && <StartChat visitor={talkTo} close={() => setTalkTo(undefined)} />}
    </div>
  )
}

const Row = ({
  visitor,
  locale,
  talk,
}: {
  visitor: Visitor
  locale: 'en' | 'ja'
  talk: (visitor: Visitor) => void
}) => {
  const t = useText()
  const words = useVisitWords()
  const nameOf = useCustomerName()
  const mayTalk = useCan('conversation.reply')
  const device = words.device(visitor)
  return (
    <tr>
      <td>
        {visitor.customerId ? (
          <TextLink to="/customers/$customerId" params={{ customerId: visitor.customerId }}>
            {nameOf(visitor.customerName)}
          </TextLink>
        ) : (
          t('visitors.anonymous')
        )}
        {device && <div className={classes.quiet}>{device}</div>}
      </td>
      <td className={classes.where}>
        {visitor.title || pathOf(visitor.url)}
        {visitor.title && <div className={classes.quiet}>{pathOf(visitor.url)}</div>}
      </td>
      <td>
        <TimeText at={visitor.since} />
      </td>
      <td>{words.from(visitor)}</td>
      <td data-end>{count(locale, visitor.pageCount)}</td>
      <td data-end>
        {visitor.conversationId ? (
          <TextLink to="/inbox/$conversationId" params={{ conversationId: visitor.conversationId }}>
            {t('visitors.chat.open')}
          </TextLink>
        ) : (
          mayTalk && (
            <Button size="compact-sm" variant="default" onClick={() => talk(visitor)}>
              {t('visitors.chat.start')}
            </Button>
          )
        )}
      </td>
    </tr>
  )
}

/** Without the host, which on most sites is always the same. */
const pathOf = (url: string | null) => {
  if (!url || !URL.canParse(url)) return url ?? ''
  const { pathname, search } = new URL(url)
  return readable(pathname) + search
}

/** Old Japanese sites write their paths in Shift_JIS, which cannot be read as UTF-8. */
const readable = (path: string) => {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
