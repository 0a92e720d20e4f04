import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { count } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useReadPages, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import {
  listErasures,
  listRetention,
  previewRetention,
  putRetention,
  type RetentionClass,
} from '../contract.ts'
import { DeadlineForm } from './deadline-form.tsx'
import classes from './privacy.module.css'

/** How long records are kept, how long answers may take, and what was erased. */
export const RetentionSettings = () => {
  const t = useText()
  const list = useRead(listRetention, {})
  return (
    <>
      <PageTitle title={t('privacy.retention')} />
      <p className={classes.intro}>{t('privacy.retention-text')}</p>
      {list.isPending && <Loading />}
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.data && (
        <PlainTable
          label={t('privacy.retention')}
          head={[
            { key: 'class', text: t('privacy.retention.class') },
            { key: 'days', text: t('privacy.retention.days') },
            { key: 'removed', text: t('privacy.retention.removed'), end: true },
          ]}
        >
          {list.data.data.map((one) => (
            <RetentionRow key={`${one.name} ${one.days}`} one={one} />
          ))}
        </PlainTable>
      )}
      <div className={classes.after}>
        <DeadlineForm />
        <Erasures />
      </div>
    </>
  )
}

const RetentionRow = ({ one }: { one: z.output<typeof RetentionClass> }) => {
  const t = useText()
  const { locale } = useLocale()
  const [days, setDays] = useState<number | ''>(one.days ?? '')
  const [asking, setAsking] = useState(false)
  const show = useToast()
  const put = useWrite(putRetention, {
    invalidates: [listRetention],
    onSuccess: () => {
      setAsking(false)
      show({ kind: 'done', text: t('ui.saved') })
    },
  })
  const isShorter = days !== '' && (one.days === null || days < one.days)
  const preview = useRead(
    previewRetention,
    { name: one.name, days: days === '' ? 1 : days },
    { enabled: asking && isShorter },
  )
  const name = t(`retention.class.${one.name}`)
  const save = () => put.mutate({ name: one.name, days: days === '' ? null : days })
  return (
    <tr>
      <td>
        {name}
        <div className={classes.quiet}>{t(`retention.class.${one.name}.text`)}</div>
      </td>
      <td>
        <form
          className={classes.days}
          onSubmit={(event) => {
            event.preventDefault()
            if (isShorter) setAsking(true)
            else save()
          }}
        >
          <NumberInput
            aria-label={t('privacy.retention.days-of', { name })}
            placeholder={t('privacy.retention.forever')}
            min={1}
            max={36_500}
            allowDecimal={false}
            hideControls
            value={days}
            onChange={(value) => setDays(typeof value === 'number' ? value : '')}
          />
          <Button
            type="submit"
            size="xs"
            variant="default"
            loading={put.isPending}
            disabled={(days === '' ? null : days) === one.days}
            aria-label={t('privacy.retention.save-of', { name })}
          >
            {t('ui.save')}
          </Button>
        </form>
      </td>
      <td data-end>
        {count(locale, one.removed)}
        <Confirm
          opened={asking}
          title={t('privacy.retention.shorten', { name, days: days === '' ? 0 : days })}
          text={
            preview.data
              ? t('privacy.retention.shorten-text', { count: preview.data.count })
              : t('privacy.retention.counting')
          }
          action={t('privacy.retention.shorten-go')}
          busy={put.isPending || preview.isPending}
          run={save}
          close={() => setAsking(false)}
        />
      </td>
    </tr>
  )
}

const Erasures = () => (useCan('privacy.erase') ? <ErasureList /> : null)

const ErasureList = () => {
  const t = useText()
  const list = useReadPages(listErasures, { limit: 20 })
  return (
    <Section title={t('privacy.erasures')} text={t('privacy.erasures-text')}>
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.isSuccess && list.rows.length === 0 && <p>{t('privacy.erasures.none')}</p>}
      {list.rows.length > 0 && (
        <PlainTable
          label={t('privacy.erasures')}
          head={[
            { key: 'at', text: t('privacy.erasures.at') },
            { key: 'by', text: t('privacy.erasures.by') },
            { key: 'state', text: t('privacy.request.state') },
            { key: 'what', text: t('privacy.erasures.what') },
          ]}
        >
          {list.rows.map((one) => (
            <tr key={one.id}>
              <td>
                <TimeText at={one.createdAt} />
              </td>
              <td>{one.by || t('privacy.erasures.restore')}</td>
              <td>{t(`privacy.erasures.state.${one.state}`)}</td>
              <td>
                {Object.entries(one.counts)
                  .filter(([name]) => name !== 'audit')
                  .map(
                    ([name, rows]) =>
                      `${t.has(`privacy.held.${name}`) ? t(`privacy.held.${name}`) : name} ${rows}`,
                  )
                  .join(t('privacy.separator'))}
                {one.unclear > 0 && (
                  <p>
                    <TextLink to="/settings/connections">
                      {t('privacy.erasures.unclear', { count: one.unclear })}
                    </TextLink>
                  </p>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={list} />
    </Section>
  )
}
