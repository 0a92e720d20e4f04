import { Button } from '@mantine/core'
import type { z } from 'zod'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useReadPages, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { EditableTable, useChanges } from '../../../../foundation/browser/ui/editable-table.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
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
  const changes = useChanges<OneTeam>()
  const remove = useWrite(removeTeam, {
    invalidates: [listTeams, listMembers],
    onSuccess: changes.stay,
  })
  const names = new Map(members.rows.map(({ id, name }) => [id, name]))
  const namesOf = (team: OneTeam) =>
    team.memberIds
      .flatMap((id) => names.get(id) ?? [])
      .slice(0, shownNames)
      .join(t('member.separator'))
  const add = canManage && <Button onClick={changes.add}>{t('team.add')}</Button>
  return (
    <>
      <PageTitle title={t('team.settings')}>{add}</PageTitle>
      {teams.isPending && <Loading />}
      <ErrorNote error={teams.error ?? members.error} retry={teams.refetch} />
      {teams.isSuccess && teams.rows.length === 0 && (
        <EmptyState title={t('team.empty.title')} text={t('team.empty.text')} />
      )}
      <EditableTable
        label={t('team.settings')}
        head={[
          { key: 'name', text: t('team.name') },
          { key: 'members', text: t('team.members') },
        ]}
        actions={t('member.actions')}
        rows={teams.rows}
        keyOf={({ id }) => id}
        may={canManage}
        changes={changes}
        cells={(team) => (
          <>
            <td>{team.name}</td>
            <td>
              <div>{t('team.count', { count: team.memberIds.length })}</div>
              <div className={styles.quiet}>{namesOf(team)}</div>
            </td>
          </>
        )}
        editing={({ name }) => t('team.edit_of', { name })}
        form={(team, close) => <TeamForm team={team} members={members} close={close} />}
        removing={({ name }) => t('team.remove_of', { name })}
        text={t('team.remove.text')}
        busy={remove.isPending}
        remove={({ id }) => remove.mutate({ id })}
      />
      <ShowMore list={teams} />
    </>
  )
}
