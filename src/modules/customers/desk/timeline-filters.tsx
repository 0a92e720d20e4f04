import { NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { listConnections } from '../../connections/contract.ts'
import { useChannelName } from './channel-mark.tsx'
import classes from './timeline.module.css'
import { kindNames, type TimelineFilter } from './timeline-filter.ts'

type Props = { filter: TimelineFilter; change: (filter: TimelineFilter) => void }

export const KindChips = ({ filter, change }: Props) => {
  const t = useText()
  return (
    <fieldset className={classes.filters} aria-label={t('timeline.filter')}>
      {kindNames.map((one) => (
        <button
          key={one}
          type="button"
          className={classes.filter}
          aria-pressed={(filter.show ?? 'all') === one}
          onClick={() => change({ ...filter, show: one })}
        >
          {t(`timeline.filter.${one}`)}
        </button>
      ))}
    </fieldset>
  )
}

/** A text, a channel, a time. */
export const MoreFilters = ({ filter, change }: Props) => {
  const t = useText()
  const nameOf = useChannelName()
  const seesChannels = useCan('connection.read')
  const connections = useRead(listConnections, { limit: 200 }, { enabled: seesChannels })
  const channels = [...new Set(connections.data?.data.map(({ channel }) => channel) ?? [])]
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(filter.find ?? '')
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(filter.find ?? '')
  }, [filter.find])
  const find = useDebouncedCallback(
    (text: string) => change({ ...filter, find: text || undefined } as TimelineFilter),
    300,
  )
  const set = (key: 'channel' | 'from' | 'to', value: string) =>
    change({ ...filter, [key]: value || undefined })
  return (
    <div className={classes.narrow}>
      <TextInput
        ref={field}
        size="xs"
        type="search"
        label={t('timeline.find')}
        maxLength={200}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          find(currentTarget.value.trim())
        }}
      />
      {channels.length > 1 && (
        <NativeSelect
          size="xs"
          label={t('timeline.channel')}
          value={filter.channel ?? ''}
          onChange={({ currentTarget }) => set('channel', currentTarget.value)}
          data={[
            { value: '', label: t('timeline.channel.any') },
            ...channels.map((value) => ({ value, label: nameOf(value) })),
          ]}
        />
      )}
      {(['from', 'to'] as const).map((key) => (
        <TextInput
          key={key}
          size="xs"
          type="date"
          label={t(`timeline.${key}`)}
          value={filter[key] ?? ''}
          onChange={({ currentTarget }) => set(key, currentTarget.value)}
        />
      ))}
    </div>
  )
}
