import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { exactTime } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useReadPages } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { CustomerWithIdentifiers } from '../../customers/contract.ts'
import panel from '../../customers/desk/customer-panel.module.css'
import { type Consent, type CurrentConsent, listConsents, listPurposes } from '../contract.ts'
import classes from './consents.module.css'
import { RecordConsent } from './record-consent.tsx'
import { channelWord, inLanguage, sourceWord } from './words.ts'

type Customer = z.output<typeof CustomerWithIdentifiers>
type Line = z.output<typeof Consent>
type Current = z.output<typeof CurrentConsent>

/** What a customer allowed and refused, and every word behind it. */
export const ConsentsSection = ({ customer }: { customer: Customer }) =>
  useCan('consent.read') ? <Consents customer={customer} /> : null

const signs = { given: '✓', refused: '✕', withdrawn: '✕', pending: '…' }

export const StateWord = ({ state }: { state: Current['state'] }) => {
  const t = useText()
  return (
    <span className={classes.state} data-state={state}>
      <span aria-hidden="true">{signs[state]} </span>
      {t(`consent.state.${state}`)}
    </span>
  )
}

const Consents = ({ customer }: { customer: Customer }) => {
  const t = useText()
  const { locale } = useLocale()
  const mayRecord = useCan('consent.record')
  const [recording, setRecording] = useState(false)
  const list = useReadPages(listConsents, { id: customer.id, limit: 20 })
  const { data: purposes } = useRead(listPurposes, {})
  const current = list.data?.pages[0]?.current ?? []
  if (!list.isSuccess || (current.length === 0 && (purposes?.data.length ?? 0) === 0)) return null
  const nameOf = ({ nameEn, nameJa }: { nameEn: string; nameJa: string }) =>
    inLanguage(locale, { en: nameEn, ja: nameJa })
  return (
    <section className={panel.group}>
      <h3 className={panel.small}>{t('consent.title')}</h3>
      {current.length === 0 && <p className={classes.quiet}>{t('consent.none')}</p>}
      <ul className={panel.plain}>
        {current.map((one) => (
          <li key={`${one.purposeId} ${one.channel}`} className={classes.standing}>
            <span className={classes.purpose}>{nameOf(one)}</span>
            <span className={classes.quiet}>{channelWord(t, one.channel)}</span>
            <StateWord state={one.state} />
            <span className={classes.quiet}>
              <TimeText ago at={one.since} />
            </span>
          </li>
        ))}
      </ul>
      {list.rows.length > 0 && (
        <details className={classes.ledger}>
          <summary>{t('consent.ledger')}</summary>
          <ol>
            {list.rows.map((line) => (
              <LedgerLine
                key={line.id}
                line={line}
                purpose={current.find(({ purposeId }) => purposeId === line.purposeId)}
              />
            ))}
          </ol>
          <ShowMore list={list} />
        </details>
      )}
      {mayRecord && (
        <Button variant="default" size="compact-xs" onClick={() => setRecording(true)}>
          {t('consent.record')}
        </Button>
      )}
      {recording && (
        <RecordConsent
          customer={customer}
          purposes={purposes?.data ?? []}
          close={() => setRecording(false)}
        />
      )}
    </section>
  )
}

const LedgerLine = ({ line, purpose }: { line: Line; purpose: Current | undefined }) => {
  const t = useText()
  const { locale } = useLocale()
  const maySeeRequests = useCan('privacy.read')
  const { requestId, ...said } = line.evidence
  const evidence = Object.entries(said).filter(([key]) => key !== 'confirms')
  return (
    <li>
      <p>
        <TimeText at={line.at} /> <StateWord state={line.state} />{' '}
        {purpose && inLanguage(locale, { en: purpose.nameEn, ja: purpose.nameJa })}{' '}
        {channelWord(t, line.channel)}
      </p>
      <p className={classes.quiet}>
        {[
          sourceWord(t, line.source),
          line.actor.name,
          line.address ?? '',
          ...evidence.map(([key, value]) =>
            t(t.has(`consent.evidence.${key}`) ? `consent.evidence.${key}` : 'consent.evidence', {
              value: key === 'saidAt' ? exactTime(locale, String(value)) : String(value),
            }),
          ),
        ]
          .filter(Boolean)
          .join(t('consent.separator'))}{' '}
        {typeof requestId === 'string' && maySeeRequests && (
          <TextLink
            underline="always"
            to="/settings/privacy-requests/$requestId"
            params={{ requestId }}
          >
            {t('consent.evidence.requestId')}
          </TextLink>
        )}
      </p>
      {line.wording && (
        <blockquote className={classes.wording}>
          {inLanguage(locale, { en: line.wording.textEn, ja: line.wording.textJa })}{' '}
          <span className={classes.quiet}>
            {t('consent.version', { version: line.wording.version })}
          </span>
        </blockquote>
      )}
    </li>
  )
}
