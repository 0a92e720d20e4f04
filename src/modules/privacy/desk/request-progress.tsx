import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { listMembers } from '../../members/contract.ts'
import {
  countPrivacyRequests,
  getPrivacyRequest,
  listPrivacyRequests,
  type PrivacyRequest,
  requestStates,
  updatePrivacyRequest,
} from '../contract.ts'
import { ruleOf } from '../requests/contract.ts'
import { CustomerChoice } from './customer-choice.tsx'
import { RequestTools } from './request-tools.tsx'

type Request = z.output<typeof PrivacyRequest>

/** What is to be done for a request, and how far it is. */
export const RequestProgress = ({ request }: { request: Request }) => {
  const t = useText()
  const { withdraws, needsNoProof, needsOutcome } = ruleOf(request.kind)
  const [state, setState] = useState(request.state)
  const [customer, setCustomer] = useState(request.customer)
  const [identityCheck, setIdentityCheck] = useState(request.identityCheck)
  const [assigneeId, setAssigneeId] = useState(request.assignee?.id ?? '')
  const [dueOn, setDueOn] = useState(request.dueOn)
  const [outcome, setOutcome] = useState(request.outcome)
  const { data: members } = useRead(listMembers, { limit: 200 })
  const show = useToast()
  const update = useWrite(updatePrivacyRequest, {
    quiet: true,
    invalidates: [getPrivacyRequest, listPrivacyRequests, countPrivacyRequests],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  return (
    <Section title={t('privacy.progress')} text={t(`privacy.todo.${request.kind}`)}>
      <RequestTools request={request} />
      <Form
        action={t('ui.save')}
        busy={update.isPending}
        error={update.error}
        submit={() =>
          update.mutate({
            id: request.id,
            state,
            ...(customer?.id === request.customer?.id ? {} : { customerId: customer?.id ?? null }),
            identityCheck,
            assigneeId: assigneeId || null,
            outcome,
            ...(dueOn ? { dueOn } : {}),
          })
        }
      >
        <CustomerChoice customer={customer} setCustomer={setCustomer} />
        <NativeSelect
          label={t('privacy.request.state')}
          value={state}
          description={
            withdraws && t(`privacy.request.withdraws.${customer ? withdraws : 'nobody'}`)
          }
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
          data={requestStates.map((value) => ({ value, label: t(`privacy.state.${value}`) }))}
        />
        <Textarea
          label={t('privacy.request.identity')}
          description={t(
            needsNoProof ? 'privacy.request.identity.none' : 'privacy.request.identity.help',
          )}
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
          description={t(
            needsOutcome ? 'privacy.request.outcome.needed' : 'privacy.request.outcome.help',
          )}
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
