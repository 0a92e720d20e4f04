import { Anchor } from '@mantine/core'
import { useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'

/** The line that puts the chat on a site, and a page to try it on. */
export const Embed = ({ id }: { id: string }) => {
  const t = useText()
  const line = `<script async src="${location.origin}/widget/engawa.js" data-connection="${id}"></script>`
  return (
    <Section title={t('connection.embed')} text={t('connection.embed.text')}>
      <CopyText label={t('connection.embed')} text={line} />
      <p>
        <Anchor href={`/widget/demo?connection=${id}`} target="_blank" rel="noreferrer">
          {t('connection.embed.demo')}
        </Anchor>
      </p>
    </Section>
  )
}
