import { Anchor, Stack } from '@mantine/core'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { listTransmissions } from '../../consents/contract.ts'

/** What a site that uses the chat has to publish of what it sends to others. */
const NoticeLink = () => {
  const t = useText()
  const { data } = useRead(listTransmissions, {}, { enabled: useCan('consent.read') })
  if (!data) return null
  return (
    <p>
      {t('consent.notice-hint')}{' '}
      <Anchor href={data.noticeUrl} target="_blank" rel="noreferrer" underline="always">
        {t('consent.notice-open')}
      </Anchor>
    </p>
  )
}

/** The line that puts the chat on a site, and a page to try it on. */
export const Embed = ({ id }: { id: string }) => {
  const t = useText()
  const line = `<script async src="${location.origin}/widget/engawa.js" data-connection="${id}"></script>`
  return (
    <Section title={t('connection.embed')} text={t('connection.embed.text')}>
      <CopyText label={t('connection.embed')} text={line} />
      <Stack gap="xs" mt="sm">
        <p>{t('connection.embed.invite')}</p>
        <NoticeLink />
        <p>
          <Anchor href={`/widget/demo?connection=${id}`} target="_blank" rel="noreferrer">
            {t('connection.embed.demo')}
          </Anchor>
        </p>
      </Stack>
    </Section>
  )
}
