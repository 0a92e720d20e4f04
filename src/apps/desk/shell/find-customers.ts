import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import type { Command } from '../../../foundation/browser/commands.tsx'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { listCustomers } from '../../../modules/customers/contract.ts'
import { useCustomerName } from '../../../modules/customers/desk/customer-name.ts'

const most = 6
const pauseMs = 200

/** Customers with these words, as commands that open them. */
export const useFoundCustomers = (sought: string): Command[] => {
  const t = useText()
  const navigate = useNavigate()
  const nameOf = useCustomerName()
  const maySee = useCan('customer.read')
  const [search] = useDebouncedValue(sought.trim(), pauseMs)
  const enabled = maySee && search !== '' && sought.trim() !== ''
  const { data } = useRead(listCustomers, { search, limit: most }, { enabled })
  if (!enabled) return []
  return (data?.data ?? []).map(({ id, name, shown }) => ({
    id: `customer.${id}`,
    text: [nameOf(name, shown), name && shown].filter(Boolean).join('  '),
    group: t('desk.customers'),
    run: () => void navigate({ to: '/customers/$customerId', params: { customerId: id } }),
  }))
}
