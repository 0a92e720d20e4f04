import { NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { SearchField } from '../../../../foundation/browser/ui/search-field.tsx'
import { listLabels } from '../../../labels/contract.ts'
import { listTeams } from '../../../members/contract.ts'
import type { InboxSearch } from '../inbox-routes.ts'
import { useMe } from '../use-me.ts'
import classes from './conversation-list.module.css'

const views = ['all', 'mine', 'unassigned', 'team'] as const
const statuses = ['open', 'resolved', 'any'] as const

/** Which conversations the list shows; every choice is in the address. */
export const ListBar = ({
  search,
  searchField,
  toRows,
}: {
  search: InboxSearch
  searchField: RefObject<HTMLInputElement | null>
  /** Puts the keyboard on the list below. */
  toRows: () => void
}) => {
  const t = useText()
  const navigate = useNavigate()
  const me = useMe()
  const teams = useRead(listTeams, { limit: 200 }, { staleTime: 60_000 }).data?.data ?? []
  const labels = useRead(listLabels, { limit: 200 }, { staleTime: 60_000 }).data?.data ?? []
  const change = (part: Partial<InboxSearch>) => {
    const next = { ...search, ...part }
    void navigate({
      to: '.',
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value)),
      replace: true,
    })
  }
  const mine = teams.filter(({ id }) => me.teamIds.includes(id))
  const chosenTeam = teams.find(({ id }) => id === search.teamId)
  return (
    <search className={classes.bar}>
      <NativeSelect
        size="xs"
        aria-label={t('inbox.view')}
        value={search.teamId ?? search.view ?? 'all'}
        onChange={({ currentTarget: { value } }) => {
          const view = views.find((one) => one === value)
          change(
            view
              ? { view: view === 'all' ? undefined : view, teamId: undefined }
              : { view: 'team', teamId: value },
          )
        }}
      >
        {views.map((view) => (
          <option key={view} value={view}>
            {t(`inbox.view.${view}`)}
          </option>
        ))}
        {[...new Set([...mine, ...(chosenTeam ? [chosenTeam] : [])])].map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        size="xs"
        aria-label={t('inbox.status')}
        value={search.status ?? 'open'}
        onChange={({ currentTarget: { value } }) =>
          change({ status: value === 'open' ? undefined : statuses.find((one) => one === value) })
        }
        data={statuses.map((value) => ({ value, label: t(`status.${value}`) }))}
      />
      <SearchField
        ref={searchField}
        size="xs"
        className={labels.length > 0 ? undefined : classes.search}
        text={t('inbox.search')}
        search={search.search}
        find={(text) => change({ search: text })}
        leave={toRows}
      />
      {labels.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t('inbox.label')}
          value={search.labelId ?? ''}
          onChange={({ currentTarget }) => change({ labelId: currentTarget.value || undefined })}
          data={[
            { value: '', label: t('inbox.any-label') },
            ...labels.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </search>
  )
}
