import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useText } from '../../../foundation/browser/texts.tsx'
import styles from './dashboard.module.css'
import { addDays, countDays, isDay, todayIn } from './days.ts'

const presets = [7, 30, 90]
const longest = 400

/** Chooses whole days of the workspace's time zone; the choice is the page's address. */
export const Period = ({
  period,
  timeZone,
}: {
  period: { from: string; to: string }
  timeZone: string
}) => {
  const t = useText()
  const navigate = useNavigate()
  const zoneId = useId()
  const [typed, setTyped] = useState<{ from: string; to: string }>()
  const shown = typed ?? period
  const today = todayIn(timeZone)
  const choose = (from: string, to: string) => {
    setTyped(undefined)
    void navigate({ to: '/dashboard', search: { from, to } })
  }
  const days = countDays(shown.from, shown.to)
  const problem =
    typed && (!isDay(typed.from) || !isDay(typed.to) || days < 1)
      ? t('dashboard.period.backwards')
      : days > longest
        ? t('dashboard.period.too_long', { days: longest })
        : undefined
  const change = (next: { from: string; to: string }) => {
    const length = countDays(next.from, next.to)
    if (isDay(next.from) && isDay(next.to) && length >= 1 && length <= longest)
      choose(next.from, next.to)
    else setTyped(next)
  }
  return (
    <fieldset className={styles.period}>
      <legend className={styles.hidden}>{t('dashboard.period')}</legend>
      <Button.Group>
        {presets.map((length) => {
          const isCurrent = period.to === today && countDays(period.from, period.to) === length
          return (
            <Button
              key={length}
              size="xs"
              variant={isCurrent ? 'filled' : 'default'}
              aria-pressed={isCurrent}
              onClick={() => choose(addDays(today, 1 - length), today)}
            >
              {t('dashboard.period.days', { days: length })}
            </Button>
          )
        })}
      </Button.Group>
      <div className={styles.dates}>
        <TextInput
          type="date"
          size="xs"
          aria-label={t('dashboard.period.from')}
          aria-describedby={zoneId}
          value={shown.from}
          max={today}
          error={!!problem}
          onChange={(event) => change({ ...shown, from: event.currentTarget.value })}
        />
        <span aria-hidden="true">–</span>
        <TextInput
          type="date"
          size="xs"
          aria-label={t('dashboard.period.to')}
          aria-describedby={zoneId}
          value={shown.to}
          max={today}
          error={!!problem}
          onChange={(event) => change({ ...shown, to: event.currentTarget.value })}
        />
      </div>
      <span
        id={zoneId}
        className={problem ? styles.problem : styles.zone}
        role={problem ? 'alert' : undefined}
      >
        {problem ?? t('dashboard.period.zone', { timeZone })}
      </span>
    </fieldset>
  )
}
