import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { PickMenu } from '../../../customers/desk/pick-menu.tsx'
import { listMembers, listTeams } from '../../../members/contract.ts'
import { assign } from '../../contract.ts'
import { showConversation } from '../cache.ts'
import type { ConversationWhole } from '../rows.ts'
import { useMe } from '../use-me.ts'

const nobody = 'nobody'

/** Whose it is: a member, a team, both or nobody. */
export const AssignMenus = ({ conversation }: { conversation: ConversationWhole }) => {
  const t = useText()
  const me = useMe()
  const queries = useQueryClient()
  const mayAssign = useCan('conversation.assign')
  const [opened, setOpened] = useState<'member' | 'team'>()
  const options = { staleTime: 60_000, enabled: opened !== undefined }
  const members = useRead(listMembers, { limit: 200 }, options).data?.data ?? []
  const teams = useRead(listTeams, { limit: 200 }, options).data?.data ?? []
  const { id, assignee, team } = conversation
  const { mutate } = useWrite(assign, { onSuccess: (row) => showConversation(queries, row, me) })
  const give = (change: {
    assignee?: ConversationWhole['assignee']
    team?: ConversationWhole['team']
  }) => {
    showConversation(queries, { ...conversation, ...change }, me)
    mutate(
      {
        id,
        ...('assignee' in change ? { assigneeId: change.assignee?.id ?? null } : {}),
        ...('team' in change ? { teamId: change.team?.id ?? null } : {}),
      },
      { onError: () => showConversation(queries, conversation, me) },
    )
  }
  const group = t('conversation.keys')
  useCommands(
    mayAssign
      ? [
          {
            id: 'conversation.assign',
            text: t('assign.pick'),
            keys: 'a',
            group,
            run: () => setOpened('member'),
          },
          {
            id: 'conversation.assign-team',
            text: t('assign.pick-team'),
            keys: 't',
            group,
            run: () => setOpened('team'),
          },
          {
            id: 'conversation.assign-me',
            text: t('assign.me'),
            keys: 'i',
            group,
            run: () => give({ assignee: me }),
          },
        ]
      : [],
  )
  const find = (rows: readonly { id: string; name: string }[], picked: string) =>
    rows.find((row) => row.id === picked) ?? null
  return (
    <>
      <PickMenu
        opened={opened === 'member'}
        setOpened={(open) => setOpened(open ? 'member' : undefined)}
        disabled={!mayAssign}
        label={t('assign.pick')}
        hint={t('assign.pick-key')}
        button={t('assign.to', { name: assignee?.name ?? t('assign.nobody') })}
        pick={(picked) => give({ assignee: find(members, picked) })}
        options={[
          ...members
            .toSorted((a, b) => Number(b.id === me.id) - Number(a.id === me.id))
            .map(({ id: memberId, name }) => ({
              id: memberId,
              text: name,
              picked: memberId === assignee?.id,
              ...(memberId === me.id ? { hint: t('assign.yourself') } : {}),
            })),
          { id: nobody, text: t('assign.nobody'), picked: !assignee },
        ]}
      />
      <PickMenu
        opened={opened === 'team'}
        setOpened={(open) => setOpened(open ? 'team' : undefined)}
        disabled={!mayAssign}
        label={t('assign.pick-team')}
        hint={t('assign.pick-team-key')}
        button={t('assign.team', { name: team?.name ?? t('assign.no-team') })}
        pick={(picked) => give({ team: find(teams, picked) })}
        options={[
          ...teams.map(({ id: teamId, name }) => ({
            id: teamId,
            text: name,
            picked: teamId === team?.id,
          })),
          { id: nobody, text: t('assign.no-team'), picked: !team },
        ]}
      />
    </>
  )
}
