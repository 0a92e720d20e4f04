import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../../foundation/browser/ui/section.tsx'
import { getConnection } from '../../contract.ts'
import { checkSenderDns, listSigningKeys } from '../../sender/contract.ts'
import styles from '../connections.module.css'
import { DnsCard } from './dns-card.tsx'
import { SigningKeys } from './signing-keys.tsx'

/** By what others judge whether mail of this connection is really ours: the key that signs it, and DNS. */
export const SenderPage = () => {
  const t = useText()
  const { id } = useParams({ strict: false }) as { id: string }
  const connection = useRead(getConnection, { id })
  const check = useWrite(checkSenderDns, { quiet: true, invalidates: [listSigningKeys] })
  const ask = check.mutate
  useEffect(() => ask({ id }), [ask, id])
  return (
    <>
      <p className={styles.back}>
        <TextLink to={`/settings/connections/${id}`}>
          {connection.data?.name ?? t('connection.back')}
        </TextLink>
      </p>
      <PageTitle title={t('connection.sender')} />
      <p className={styles.lead}>{connection.data?.address}</p>
      <ErrorNote error={connection.error} retry={connection.refetch} />
      <SigningKeys id={id} onChange={() => ask({ id })} />
      <Section
        title={t('connection.dns')}
        text={t('connection.dns.text')}
        action={
          <Button
            size="xs"
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate({ id })}
          >
            {t('connection.dns.again')}
          </Button>
        }
      >
        <ErrorNote error={check.error} />
        {check.isPending && !check.data && <Loading rows={5} height={72} />}
        {check.data && (
          <ul className={styles.list} aria-live="polite">
            {check.data.rows.map((row) => (
              <DnsCard key={row.row} row={row} />
            ))}
          </ul>
        )}
      </Section>
    </>
  )
}
