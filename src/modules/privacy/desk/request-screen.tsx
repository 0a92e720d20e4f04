import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { getPrivacyRequest } from '../contract.ts'
import { Day } from './day.tsx'
import { useLaw } from './law.ts'
import classes from './privacy.module.css'
import { RequestProgress } from './request-progress.tsx'
import { requestRoute } from './request-route.ts'

/** One request: what is asked, until when, how far it is, and letters to copy. */
export const RequestScreen = () => {
  const t = useText()
  const { requestId } = requestRoute.useParams()
  const { data, error, refetch } = useRead(getPrivacyRequest, { id: requestId })
  const mayManage = useCan('privacy.manage')
  const lawOf = useLaw()
  if (error)
    return (
      <>
        <PageTitle title={t('privacy.requests')} />
        <ErrorNote error={error} retry={refetch} />
      </>
    )
  if (!data) return <Loading rows={5} height={36} />
  const { letters, language } = data
  const other = language === 'ja' ? 'en' : 'ja'
  return (
    <>
      <PageTitle title={t(`privacy.kind-of.${data.kind}`)} />
      <p>
        <TextLink to="/settings/privacy-requests">{t('privacy.back')}</TextLink>
      </p>
      <dl className={classes.facts}>
        <dt>{t('privacy.request.requester')}</dt>
        <dd>{data.requester || t('privacy.request.nobody')}</dd>
        {data.contact && <dt>{t('privacy.request.contact')}</dt>}
        {data.contact && <dd>{data.contact}</dd>}
        <dt>{t('privacy.request.customer')}</dt>
        <dd>
          {data.customer ? (
            <TextLink to="/customers/$customerId" params={{ customerId: data.customer.id }}>
              {data.customer.name || t('privacy.request.unnamed')}
            </TextLink>
          ) : (
            t('privacy.request.no-customer')
          )}
        </dd>
        <dt>{t('privacy.request.law')}</dt>
        <dd>{lawOf(data.kind)}</dd>
        <dt>{t('privacy.request.received')}</dt>
        <dd>
          <Day day={data.receivedOn} />
        </dd>
        <dt>{t('privacy.request.due')}</dt>
        <dd className={data.overdue ? classes.overdue : undefined}>
          <Day day={data.dueOn} /> {data.overdue && <strong>{t('privacy.overdue')}</strong>}
        </dd>
      </dl>
      {data.details && <p className={classes.words}>{data.details}</p>}
      {mayManage && <RequestProgress key={data.id} request={data} />}
      <Section title={t('privacy.letters')} text={t('privacy.letters-text')}>
        {(['received', 'answer'] as const).map((kind) => (
          <div key={kind} className={classes.letter}>
            <h3>{t(`privacy.letter-of.${kind}`)}</h3>
            <div lang={language}>
              <CopyText label={t(`privacy.letter-of.${kind}`)} text={letters[kind][language]} />
            </div>
            <details>
              <summary>{t(`privacy.letter-in.${other}`)}</summary>
              <div lang={other}>
                <CopyText label={t(`privacy.letter-in.${other}`)} text={letters[kind][other]} />
              </div>
            </details>
          </div>
        ))}
      </Section>
    </>
  )
}
