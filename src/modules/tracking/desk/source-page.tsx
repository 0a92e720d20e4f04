import { Button } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { CountList } from '../../../foundation/browser/ui/count-list.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { listSources, removeSource } from '../contract.ts'
import { figures, type readShown, rowsOf } from './counts.ts'
import { MoreLibraries } from './more-libraries.tsx'
import { RejectedEvents } from './rejected-events.tsx'
import { RulesForm } from './rules-form.tsx'
import { ShopForm } from './shop-form.tsx'
import {
  browserPackage,
  browserSnippet,
  pageSnippet,
  serverPackage,
  serverSnippet,
} from './snippets.ts'
import { SourceEvents, SourceVisits } from './source-rows.tsx'
import styles from './sources.module.css'

export const SourcePage = () => {
  const t = useText()
  const navigate = useNavigate()
  const { id } = useParams({ strict: false }) as { id: string }
  const { show } = useSearch({ strict: false }) as ReturnType<typeof readShown>
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
          <CountList
            counts={figures.map((key) => ({
              key,
              name: t(`source.count.${key}`),
              value: source[key],
              definition: t(`source.count.${key}.meaning`),
              rows: rowsOf(id, key),
            }))}
          />
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
          <Section title={t('source.page')} text={t('source.page.text')}>
            <CopyText
              label={t('source.page')}
              text={pageSnippet(location.origin, source.writeKey)}
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
          <div id="rejected">
            <RejectedEvents id={id} replayed={source.replayed} />
          </div>
          {canManage && (
            <Section title={t('source.remove')} text={t('source.remove.text')}>
              <Button variant="default" onClick={() => setLeaving(true)}>
                {t('source.remove.action')}
              </Button>
            </Section>
          )}
          {show === 'accepted' && <SourceEvents id={id} />}
          {show === 'visits' && <SourceVisits id={id} />}
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
