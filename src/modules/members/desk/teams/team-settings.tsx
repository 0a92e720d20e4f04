import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useReadPages, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../../foundation/browser/ui/confirm.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../../foundation/browser/ui/show-more.tsx'
import { listMembers, listTeams, removeTeam, type Team } from '../../contract.ts'
import styles from '../members.module.css'
import { TeamForm } from './team-form.tsx'

type OneTeam = z.output<typeof Team>

/** At most this many names stand in a row. */
const shownNames = 5

export const TeamSettings = () => {
  const t = useText()
  const canManage = useCan('team.manage')
  const teams = useReadPages(listTeams, { limit: 100 })
  const members = useReadPages(listMembers, { limit: 200 })
  const [edited, setEdited] = useState<'new' | OneTeam>()
  const [leaving, setLeaving] = useState<OneTeam>()
  const remove = useWrite(removeTeam, {
    invalidates: [listTeams, listMembers],
    onSuccess: () => setLeaving(undefined),
  })
  const names = new Map(members.rows.map(({ id, name }) => [id, name]))
  const namesOf = (team: OneTeam) =>
    team.memberIds
      .flatMap((id) => names.get(id) ?? [])
      .slice(0, shownNames)
      .join(t('member.separator'))
  const add = canManage && <Button onClick={() => setEdited('new')}>{t('team.add')}</Button>
  return (
    <>
      <PageTitle title={t('team.settings')}>{add}</PageTitle>
      {teams.isPending && <Loading />}
      <ErrorNote error={teams.error ?? members.error} retry={teams.refetch} />
      {teams.isSuccess && teams.rows.length === 0 && (
        <EmptyState title={t('team.empty.title')} text={t('team.empty.text')} />
      )}
      {teams.rows.length > 0 && (
        <PlainTable
          label={t('team.settings')}
          head={[
            { key: 'name', text: t('team.name') },
            { key: 'members', text: t('team.members') },
            { key: 'actions', text: t('member.actions'), end: true, hidden: true },
          ]}
        >
          {teams.rows.map((team) => (
            <tr key={team.id}>
              <td>{team.name}</td>
              <td>
                <div>{t('team.count', { count: team.memberIds.length })}</div>
                <div className={styles.quiet}>{namesOf(team)}</div>
              </td>
              <td data-end>
                {canManage && (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('team.edit_of', { name: team.name })}
                      onClick={() => setEdited(team)}
                    >
                      {t('ui.edit')}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('team.remove_of', { name: team.name })}
                      onClick={() => setLeaving(team)}
                    >
                      {t('ui.remove')}
                    </Button>
                  </Group>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={teams} />
      {edited && (
        <TeamForm
          team={edited === 'new' ? undefined : edited}
          members={members}
          close={() => setEdited(undefined)}
        />
      )}
      <Confirm
        opened={!!leaving}
        title={t('team.remove_of', { name: leaving?.name ?? '' })}
        text={t('team.remove.text')}
        action={t('ui.remove')}
        busy={remove.isPending}
        run={() => leaving && remove.mutate({ id: leaving.id })}
        close={() => setLeaving(undefined)}
      />
    </>
  )
}
