import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useWrite } from '../../../foundation/browser/query.ts'
import { signOut } from '../../../modules/members/contract.ts'

export const useSignOut = () => {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useWrite(signOut, {
    onSuccess: async () => {
      await navigate({ to: '/sign-in' })
      queries.clear()
    },
  })
}
