import { Button } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { count } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { listSources, removeSource } from '../contract.ts'
import { MoreLibraries } from './more-libraries.tsx'
import { RejectedEvents } from './rejected-events.tsx'
import { RulesForm } from './rules-form.tsx'
import { ShopForm } from './shop-form.tsx'
import { browserPackage, browserSnippet, serverPackage, serverSnippet } from './snippets.ts'
import styles from './sources.module.css'

const figures = ['accepted', 'duplicate', 'rejected'] as const

export const SourcePage = () => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const { id } = useParams({ strict: false }) as { id: string }
  const canManage = useCan('source.manage')
  const sources = useRead(listSources, { limit: 200 }, { refetchInterval: 10_000 })
  const source = sources.data?.data.find((one) => one.id === id)
  const [isLeaving, setLeaving] = useState(false)
  const remove = useWrite(removeSource, {
    invalidates: [listSources],
    onSuccess: () => navigate({ to: '/settings/sources' }),
  })
  return (
    <>
      <p className={styles.back}>
        <TextLink to="/settings/sources">{t('source.back')}</TextLink>
      </p>
      <PageTitle title={source?.name ?? t('source.settings')} />
      {sources.isPending && <Loading rows={5} height={56} />}
      <ErrorNote error={sources.error} retry={sources.refetch} />
      {sources.data && !source && <p>{t('source.gone')}</p>}
      {source && (
        <>
          <dl className={styles.counts}>
            {figures.map((figure) => (
              <div key={figure}>
                <dt>{t(`source.count.${figure}`)}</dt>
                <dd>{count(locale, source[figure])}</dd>
              </div>
            ))}
          </dl>
          <Section title={t('source.write_key')} text={t('source.write_key.text')}>
            <CopyText label={t('source.write_key')} text={source.writeKey} />
          </Section>
          <Section
            title={t('source.browser')}
            text={t('source.snippet.text', { name: browserPackage })}
          >
            <CopyText
              label={t('source.browser')}
              text={browserSnippet(location.origin, source.writeKey)}
            />
          </Section>
          <Section
            title={t('source.server')}
            text={t('source.snippet.text', { name: serverPackage })}
          >
            <CopyText
              label={t('source.server')}
              text={serverSnippet(location.origin, source.writeKey)}
            />
          </Section>
          <MoreLibraries writeKey={source.writeKey} />
          {canManage && (
            <Section title={t('source.shop.title')}>
              <ShopForm key={id} source={source} />
            </Section>
          )}
          {canManage && <RulesForm key={id} source={source} />}
          <RejectedEvents id={id} replayed={source.replayed} />
          {canManage && (
            <Section title={t('source.remove')} text={t('source.remove.text')}>
              <Button variant="default" onClick={() => setLeaving(true)}>
                {t('source.remove.action')}
              </Button>
            </Section>
          )}
          <Confirm
            opened={isLeaving}
            title={t('source.remove_of', { name: source.name })}
            text={t('source.remove.text')}
            action={t('source.remove.action')}
            busy={remove.isPending}
            run={() => remove.mutate({ id })}
            close={() => setLeaving(false)}
          />
        </>
      )}
    </>
  )
}
