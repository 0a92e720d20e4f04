import { type FormEvent, useState } from 'react'
import type { CallError } from '../../../../foundation/browser/client.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'

type Kind = 'email' | 'text' | 'new-password' | 'password'

const shortestPassword = 8

const problemOf = (kind: Kind, value: string) => {
  if (value.trim() === '') return 'sign-in.missing'
  if (kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()))
    return 'sign-in.email.wrong'
  if (kind === 'new-password' && value.length < shortestPassword) return 'sign-in.password.short'
  return undefined
}

/** Fields of a small form: checked on submitting, then each corrected as one types. */
export const useEntry = <F extends Record<string, Kind>>(
  kinds: F,
  first: Partial<Record<keyof F, string>>,
  submit: (values: Record<keyof F, string>) => void,
  error: CallError | null,
) => {
  const t = useText()
  const names = Object.keys(kinds) as (keyof F & string)[]
  const [values, setValues] = useState(
    () =>
      Object.fromEntries(names.map((name) => [name, first[name] ?? ''])) as Record<keyof F, string>,
  )
  const [tried, setTried] = useState(false)
  const problem = (name: keyof F & string) => {
    const found = tried && problemOf(kinds[name]!, values[name])
    if (found) return t(found)
    return error?.fields.some(({ path }) => path === name) ? t('sign-in.invalid') : undefined
  }
  return {
    values,
    field: (name: keyof F & string) => ({
      name,
      required: true,
      withAsterisk: false,
      value: values[name],
      error: problem(name),
      onChange: (event: { currentTarget: { value: string } }) => {
        const { value } = event.currentTarget
        setValues((now) => ({ ...now, [name]: value }))
      },
    }),
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault()
      setTried(true)
      const wrong = names.find((name) => problemOf(kinds[name]!, values[name]))
      if (!wrong) return submit(values)
      event.currentTarget.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus()
    },
  }
}
