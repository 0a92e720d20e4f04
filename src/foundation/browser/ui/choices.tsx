import { SegmentedControl } from '@mantine/core'
import { setPreferences, usePreferences } from '../preferences.ts'
import { type Locale, useLocale, useText } from '../texts.tsx'

/** Each language in its own words; `onChoose` may keep the choice elsewhere too. */
export const LanguageChoice = ({ onChoose }: { onChoose?: (locale: Locale) => void }) => {
  const t = useText()
  const { locale, setLocale } = useLocale()
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('ui.language')}
      value={locale}
      onChange={(value) => {
        setLocale(value as Locale)
        onChoose?.(value as Locale)
      }}
      data={[
        { value: 'ja', label: <span lang="ja">日本語</span> },
        { value: 'en', label: <span lang="en">English</span> },
      ]}
    />
  )
}

export const SchemeChoice = () => {
  const t = useText()
  const { scheme } = usePreferences()
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('ui.scheme')}
      value={scheme}
      onChange={(value) => setPreferences({ scheme: value as typeof scheme })}
      data={(['auto', 'light', 'dark'] as const).map((value) => ({
        value,
        label: t(`ui.scheme.${value}`),
      }))}
    />
  )
}
