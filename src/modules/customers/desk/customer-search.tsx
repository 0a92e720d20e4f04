import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useRead } from '../../../foundation/browser/query.ts'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { listCustomers } from '../contract.ts'
import { useCustomerName } from './customer-name.ts'
import classes from './customer-search.module.css'

type Props = {
  label: string
  description?: string
  /** Searched for at once, and taken up by whoever comes to the field. */
  begin?: string
  /** Who is not asked for. */
  except?: string
  none: ReactNode
  /** `typed` is what found them. */
  pick: (customer: { id: string; name: string }, typed: string) => void
}

/** A field that finds customers, and those it found to choose from. */
export const CustomerSearch = ({ label, description, begin, except, none, pick }: Props) => {
  const nameOf = useCustomerName()
  const [typed, setTyped] = useState(begin ?? '')
  const [search] = useDebouncedValue(typed.trim(), 250)
  const found = useRead(listCustomers, { search, limit: 8 }, { enabled: search !== '' })
  const rows = (found.data?.data ?? []).filter(({ id }) => id !== except)
  const focus = begin !== undefined
  return (
    <div>
      <TextInput
        data-autofocus={focus || undefined}
        autoFocus={focus}
        // Typing begins anew; only who shares the name is found by it as it stands.
        onFocus={({ currentTarget }) => focus && currentTarget.select()}
        type="search"
        label={label}
        description={description}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <ErrorNote error={found.error} />
      {search !== '' && found.isSuccess && rows.length === 0 && (
        <p className={classes.quiet}>{none}</p>
      )}
      <ul className={classes.found}>
        {rows.map(({ id, name, shown }) => (
          <li key={id}>
            <button type="button" onClick={() => pick({ id, name: nameOf(name, shown) }, typed)}>
              {nameOf(name, shown)} {name && <span className={classes.quiet}>{shown}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
