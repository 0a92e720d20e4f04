import { useMemo } from 'react'
import { useRead } from '../../../foundation/browser/query.ts'
import { getMe } from '../../members/contract.ts'
import type { Me } from './list/list-input.ts'

/** The signed-in member; the desk has read it before any screen shows. */
export const useMe = (): Me & { name: string } => {
  const { data } = useRead(getMe, {}, { staleTime: 60_000 })
  return useMemo(
    () => ({
      id: data?.member.id ?? '',
      name: data?.member.name ?? '',
      teamIds: data?.member.teamIds ?? [],
    }),
    [data],
  )
}
