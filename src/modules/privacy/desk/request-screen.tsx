import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { listMembers } from '../../members/contract.ts'
import {
  getPrivacyRequest,
  listPrivacyRequests,
  type PrivacyRequest,
  requestStates,
  updatePrivacyRequest,
} from '../contract.ts'
import { Day } from './day.tsx'
import classes from './privacy.module.css'
import { requestRoute } from './request-route.ts'

type Request = z.output<typeof PrivacyRequest>

/** One request: what is asked, until when, how far it is, and letters to copy. */
export const RequestScreen = () => {
  const t = useText()
  const { requestId } = requestRoute.useParams()
  const { data, error, refetch } = useRead(getPrivacyRequest, { id: requestId })
  const mayManage = useCan('privacy.manage')
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
      {mayManage && <Progress key={data.id} request={data} />}
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

const Progress = ({ request }: { request: Request }) => {
  const t = useText()
  const [state, setState] = useState(request.state)
  const [identityCheck, setIdentityCheck] = useState(request.identityCheck)
  const [assigneeId, setAssigneeId] = useState(request.assignee?.id ?? '')
  const [dueOn, setDueOn] = useState(request.dueOn)
  const [outcome, setOutcome] = useState(request.outcome)
  const { data: members } = useRead(listMembers, { limit: 200 })
  const stops =
    request.kind === 'stop-use' &&
    (request.customer ? 'privacy.request.stop-use' : 'privacy.request.stop-use.nobody')
  const update = useWrite(updatePrivacyRequest, {
    quiet: true,
    invalidates: [getPrivacyRequest, listPrivacyRequests],
  })
  return (
    <Section title={t('privacy.progress')}>
      <Form
        action={t('ui.save')}
        busy={update.isPending}
        error={update.error}
        submit={() =>
          update.mutate({
            id: request.id,
            state,
            identityCheck,
            assigneeId: assigneeId || null,
            outcome,
            ...(dueOn ? { dueOn } : {}),
          })
        }
      >
        <NativeSelect
          label={t('privacy.request.state')}
          value={state}
          description={stops && t(stops)}
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
          data={requestStates.map((value) => ({ value, label: t(`privacy.state.${value}`) }))}
        />
        <Textarea
          label={t('privacy.request.identity')}
          description={t('privacy.request.identity.help')}
          autosize
          minRows={1}
          maxLength={1000}
          value={identityCheck}
          onChange={(event) => setIdentityCheck(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('privacy.request.assignee')}
          value={assigneeId}
          onChange={(event) => setAssigneeId(event.currentTarget.value)}
          data={[
            { value: '', label: t('privacy.request.unassigned') },
            ...(members?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <TextInput
          label={t('privacy.request.due')}
          type="date"
          required
          value={dueOn}
          onChange={(event) => setDueOn(event.currentTarget.value)}
        />
        <Textarea
          label={t('privacy.request.outcome')}
          description={t('privacy.request.outcome.help')}
          autosize
          minRows={2}
          maxLength={5000}
          value={outcome}
          onChange={(event) => setOutcome(event.currentTarget.value)}
        />
      </Form>
    </Section>
  )
}
