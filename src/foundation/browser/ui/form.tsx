import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallError } from '../client.ts'
import { useText } from '../texts.tsx'
import { ErrorNote } from './error-note.tsx'
import classes from './form.module.css'

/** Words for a field that the server refused, if it is this one. `path` as the contract names it. */
export const useFieldError = (error: unknown) => {
  const t = useText()
  return (path: string) =>
    error instanceof CallError && error.fields.some((field) => field.path === path)
      ? t('ui.check-this')
      : undefined
}

/** Fields under each other, what went wrong above the button, and the button that submits. */
export const Form = ({
  submit,
  action,
  busy,
  error,
  disabled = false,
  more,
  children,
}: {
  submit: () => void
  /** The verb on the button. */
  action: string
  busy: boolean
  error?: unknown
  disabled?: boolean
  /** Further buttons, after the first. */
  more?: ReactNode
  children: ReactNode
}) => {
  const t = useText()
  /** In the desk's language, which need not be the browser's. */
  const sayWhy = ({ target }: { target: EventTarget }) => {
    const field = target as HTMLInputElement
    const { valueMissing, typeMismatch } = field.validity
    if (valueMissing) field.setCustomValidity(t('ui.fill-in'))
    else if (typeMismatch && field.type === 'email') field.setCustomValidity(t('ui.no-address'))
  }
  return (
    <form
      className={classes.form}
      onInvalidCapture={sayWhy}
      onInputCapture={({ target }) => (target as HTMLInputElement).setCustomValidity?.('')}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {children}
      <ErrorNote error={error} />
      <Group gap="xs">
        <Button type="submit" loading={busy} disabled={disabled}>
          {action}
        </Button>
        {more}
      </Group>
    </form>
  )
}
