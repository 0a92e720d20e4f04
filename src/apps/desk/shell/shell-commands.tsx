import { useNavigate } from '@tanstack/react-router'
import { useCommands } from '../../../foundation/browser/commands.tsx'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { setPreferences, usePreferences } from '../../../foundation/browser/preferences.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { useRememberLocale } from '../../../modules/members/desk/sign-in/use-remember-locale.ts'
import { openPalette, openShortcuts } from './overlays.ts'
import { useSignOut } from './use-sign-out.ts'

/** Commands that are there on every screen. */
export const ShellCommands = () => {
  const t = useText()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { locale, setLocale } = useLocale()
  const remember = useRememberLocale()
  const { narrow, scheme } = usePreferences()
  const sees = {
    conversations: useCan('conversation.read'),
    customers: useCan('customer.read'),
    orders: useCan('order.read'),
    reports: useCan('report.read'),
  }
  const go = t('desk.group.go')
  const show = t('desk.group.show')
  const to = (id: string, keys: string, text: string, path: string, may: boolean, search = {}) =>
    may
      ? [
          {
            id: `desk.${id}`,
            text: t('desk.go', { place: text }),
            keys,
            group: go,
            run: () => void navigate({ to: path, search }),
          },
        ]
      : []
  useCommands([
    ...to('inbox', 'g i', t('desk.inbox'), '/inbox', sees.conversations),
    ...to('mine', 'g m', t('desk.view.mine'), '/inbox', sees.conversations, { view: 'mine' }),
    ...to('unassigned', 'g u', t('desk.view.unassigned'), '/inbox', sees.conversations, {
      view: 'unassigned',
    }),
    ...to('customers', 'g c', t('desk.customers'), '/customers', sees.customers),
    ...to('orders', 'g o', t('desk.orders'), '/orders', sees.orders),
    ...to('visitors', 'g v', t('desk.visitors'), '/visitors', sees.customers),
    ...to('dashboard', 'g d', t('desk.dashboard'), '/dashboard', sees.reports),
    ...to('settings', 'g s', t('desk.settings'), '/settings', true),
    ...to('profile', 'g p', t('desk.profile'), '/settings/me', true),
    {
      id: 'desk.palette',
      text: t('desk.commands'),
      keys: 'mod+k',
      group: show,
      hidden: true,
      run: openPalette,
    },
    { id: 'desk.shortcuts', text: t('desk.shortcuts'), keys: '?', group: show, run: openShortcuts },
    {
      id: 'desk.narrow',
      text: narrow ? t('desk.widen') : t('desk.narrow'),
      keys: '[',
      group: show,
      run: () => setPreferences({ narrow: !narrow }),
    },
    {
      id: 'desk.scheme',
      text: t('desk.switch-scheme'),
      group: show,
      run: () => setPreferences({ scheme: scheme === 'dark' ? 'light' : 'dark' }),
    },
    {
      id: 'desk.language',
      text: t('desk.switch-language'),
      group: show,
      run: () => {
        const next = locale === 'ja' ? 'en' : 'ja'
        setLocale(next)
        remember(next)
      },
    },
    { id: 'desk.sign-out', text: t('desk.sign-out'), run: () => signOut.mutate({}) },
  ])
  return null
}
