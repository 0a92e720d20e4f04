import { MantineProvider } from '@mantine/core'
import { type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react'
import { labelledTheme } from './labelled-theme.ts'
import { usePreferences } from './preferences.ts'
import { useText } from './texts.tsx'

const night = matchMedia('(prefers-color-scheme: dark)')

const useNight = () =>
  useSyncExternalStore(
    (watcher) => {
      night.addEventListener('change', watcher)
      return () => night.removeEventListener('change', watcher)
    },
    () => night.matches,
  )

/** Theme, light or dark, and the accessibility variant. */
export const Appearance = ({ children }: { children: ReactNode }) => {
  const t = useText()
  const { scheme, accessible } = usePreferences()
  const isNight = useNight()
  const theme = useMemo(() => labelledTheme(t), [t])
  useEffect(() => {
    document.documentElement.toggleAttribute('data-accessible', accessible)
  }, [accessible])
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme === 'auto' ? (isNight ? 'dark' : 'light') : scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  )
}
