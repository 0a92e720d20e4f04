import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../../foundation/browser/ui/confirm.tsx'
import { CopyText } from '../../../../foundation/browser/ui/copy-text.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Section } from '../../../../foundation/browser/ui/section.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import {
  listSigningKeys,
  makeSigningKey,
  removeSigningKey,
  type SigningKey,
} from '../../sender/contract.ts'
import styles from '../connections.module.css'

/** The keys of this connection, and the record that each wants in DNS. */
export const SigningKeys = ({ id, onChange }: { id: string; onChange: () => void }) => {
  const t = useText()
  const keys = useRead(listSigningKeys, { id })
  const make = useWrite(makeSigningKey, { invalidates: [listSigningKeys], onSuccess: onChange })
  const rows = keys.data?.data ?? []
  const isWaiting = rows.some(({ state }) => state === 'waiting')
  return (
    <Section
      title={t('connection.signing')}
      text={t('connection.signing.text')}
      action={
        keys.isSuccess &&
        !isWaiting && (
          <Button
            size="xs"
            variant="default"
            loading={make.isPending}
            onClick={() => make.mutate({ id })}
          >
            {t(rows.length > 0 ? 'connection.signing.replace' : 'connection.signing.make')}
          </Button>
        )
      }
    >
      <ErrorNote error={keys.error} retry={keys.refetch} />
      {keys.isSuccess && rows.length === 0 && (
        <p className={styles.quiet}>{t('connection.signing.none')}</p>
      )}
      {rows.length > 0 && (
        <ul className={styles.list}>
          {rows.map((key) => (
            <Key key={key.id} connectionId={id} one={key} onChange={onChange} />
          ))}
        </ul>
      )}
    </Section>
  )
}

const Key = ({
  connectionId,
  one,
  onChange,
}: {
  connectionId: string
  one: z.output<typeof SigningKey>
  onChange: () => void
}) => {
  const t = useText()
  const [isLeaving, setLeaving] = useState(false)
  const remove = useWrite(removeSigningKey, { invalidates: [listSigningKeys], onSuccess: onChange })
  const isUsed = one.state === 'used'
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <span className={styles.state} data-state={isUsed ? 'ok' : 'new'}>
          <span aria-hidden="true" className={styles.sign}>
            {isUsed ? '✓' : '…'}
          </span>
          {t(`connection.signing.${one.state}`)}
          {one.usedSince && (
            <span className={styles.quiet}>
              <TimeText at={one.usedSince} />
            </span>
          )}
        </span>
        <Button size="xs" variant="default" onClick={() => setLeaving(true)}>
          {t('connection.signing.remove')}
        </Button>
      </div>
      <p>{t(`connection.signing.${one.state}.text`)}</p>
      <dl className={styles.records}>
        <dt>{t('connection.dns.name', { type: 'TXT' })}</dt>
        <dd>
          <CopyText label={t('connection.dns.name', { type: 'TXT' })} text={one.name} />
        </dd>
        <dt>{t('connection.signing.record')}</dt>
        <dd>
          <CopyText label={t('connection.signing.record')} text={one.record} />
        </dd>
      </dl>
      <Confirm
        opened={isLeaving}
        title={t('connection.signing.remove_of', { selector: one.selector })}
        text={t(`connection.signing.remove.${one.state}`)}
        action={t('connection.signing.remove')}
        busy={remove.isPending}
        run={() => remove.mutate({ id: connectionId, keyId: one.id })}
        close={() => setLeaving(false)}
      />
    </li>
  )
}
