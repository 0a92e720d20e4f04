import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { clockIn } from './clock-in.ts'

/** Chooses a time zone by name, and shows what the clock says there. */
export const ZoneField = ({
  value,
  error,
  onChange,
}: {
  value: string
  error?: string | undefined
  onChange: (zone: string) => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const zones = useMemo(
    () => [...new Set(['UTC', value, ...Intl.supportedValuesOf('timeZone')])],
    [value],
  )
  return (
    <Select
      label={t('workspace.zone')}
      description={t('workspace.zone.help', { time: clockIn(locale, value) })}
      required
      searchable
      allowDeselect={false}
      limit={100}
      data={zones}
      value={value}
      error={error}
      nothingFoundMessage={t('workspace.zone.none')}
      onChange={(zone) => zone && onChange(zone)}
    />
  )
}
