import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call } from '../../../../foundation/browser/client.ts'
import { keyOf } from '../../../../foundation/browser/query.ts'
import type { Locale } from '../../../../foundation/browser/texts.tsx'
import { getMe, updateMe } from '../../contract.ts'

/** Keeps a chosen language with the member, for other devices. This device keeps it by itself, so a failure is quiet. */
export const useRememberLocale = () => {
  const queries = useQueryClient()
  return useCallback(
    async (locale: Locale) => {
      const me = await call(updateMe, { locale }).catch(() => undefined)
      if (me) queries.setQueryData(keyOf(getMe, {}), me)
    },
    [queries],
  )
}
