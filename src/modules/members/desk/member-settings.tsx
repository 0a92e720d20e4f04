import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { getMe, listMembers, listTeams } from '../contract.ts'
import { Invitations } from './invitations.tsx'
import { InviteForm } from './invite-form.tsx'
import { MemberRow } from './member-row.tsx'
import { RequireSecondFactor } from './second-factor/require-second-factor.tsx'

export const MemberSettings = () => {
  const t = useText()
  const canManage = useCan('member.manage')
  const members = useReadPages(listMembers, { limit: 100 })
  const teams = useRead(listTeams, { limit: 200 })
  const me = useRead(getMe, {})
  const [isInviting, setInviting] = useState(false)
  const teamNames = new Map(teams.data?.data.map(({ id, name }) => [id, name]))
  return (
    <>
      <PageTitle title={t('member.settings')}>
        {canManage && <Button onClick={() => setInviting(true)}>{t('member.invite')}</Button>}
      </PageTitle>
      {members.isPending && <Loading />}
      <ErrorNote error={members.error} retry={members.refetch} />
      {members.rows.length > 0 && (
        <Section title={t('member.list')} text={t('member.roles.help')}>
          <PlainTable
            label={t('member.list')}
            head={[
              { key: 'name', text: t('member.name') },
              { key: 'role', text: t('member.role') },
              { key: 'teams', text: t('team.settings') },
              { key: 'actions', text: t('member.actions'), end: true, hidden: true },
            ]}
          >
            {members.rows.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                isMe={member.id === me.data?.member.id}
                teams={member.teamIds.flatMap((id) => teamNames.get(id) ?? [])}
              />
            ))}
          </PlainTable>
          <ShowMore list={members} />
        </Section>
      )}
      {canManage && <Invitations />}
      <RequireSecondFactor />
      {isInviting && <InviteForm close={() => setInviting(false)} />}
    </>
  )
}
