import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Appearance } from '../../foundation/browser/appearance.tsx'
import { useCommandKeys } from '../../foundation/browser/commands.tsx'
import { usePreferences } from '../../foundation/browser/preferences.ts'
import { Texts } from '../../foundation/browser/texts.tsx'
import { Toasts } from '../../foundation/browser/toasts.tsx'
import { queries } from './queries.ts'
import { router } from './router.tsx'

export const Desk = () => {
  useCommandKeys(usePreferences().shortcuts)
  return (
    <Texts>
      <Appearance>
        <QueryClientProvider client={queries}>
          <Toasts>
            <RouterProvider router={router} />
          </Toasts>
        </QueryClientProvider>
      </Appearance>
    </Texts>
  )
}
