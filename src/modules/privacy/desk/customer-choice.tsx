import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { listCustomers } from '../../customers/contract.ts'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import classes from './privacy.module.css'

type Choice = { id: string; name: string } | null

/** Says which customer a request is about: searched for, and kept when the request is saved. */
export const CustomerChoice = ({
  customer,
  setCustomer,
}: {
  customer: Choice
  setCustomer: (customer: Choice) => void
}) => {
  const t = useText()
  const nameOf = useCustomerName()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 250)
  const found = useRead(listCustomers, { search, limit: 8 }, { enabled: search !== '' })
  if (customer)
    return (
      <div className={classes.chosen}>
        <span>
          {t('privacy.request.chosen', { name: customer.name || t('privacy.request.unnamed') })}
        </span>
        <Button size="xs" variant="default" onClick={() => setCustomer(null)}>
          {t('privacy.request.another')}
        </Button>
      </div>
    )
  const rows = found.data?.data ?? []
  return (
    <div>
      <TextInput
        type="search"
        label={t('privacy.request.customer')}
        description={t('privacy.request.find')}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <ErrorNote error={found.error} />
      {search !== '' && found.isSuccess && rows.length === 0 && (
        <p className={classes.quiet}>{t('privacy.request.none-found')}</p>
      )}
      <ul className={classes.found}>
        {rows.map(({ id, name, shown }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => {
                setCustomer({ id, name: nameOf(name, shown) })
                setTyped('')
              }}
            >
              {nameOf(name, shown)} {name && <span className={classes.quiet}>{shown}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
