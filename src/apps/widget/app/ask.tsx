import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Refusal } from './api.ts'
import { type Say, sayRefusal, type TextId } from './texts.ts'

/** Runs one call at a time and says in words why it did not succeed. `invalid` is for input that the server refuses. */
export const useAttempt = (say: Say) => {
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const run = async (work: () => Promise<unknown>, then?: () => void, invalid?: TextId) => {
    if (busy) return
    setBusy(true)
    setError('')
    try {
      await work()
      then?.()
    } catch (caught) {
      const { code } = caught as Refusal
      setError(code === 'input.invalid' && invalid ? say(invalid) : sayRefusal(say, code))
    }
    setBusy(false)
  }
  return { error, run }
}

/** One question with one field, a way to answer and a way round it. */
export const Ask = (parts: {
  children: ComponentChildren
  label: string
  input: InputHTMLAttributes
  /** The visitor asked for this question, so the next key belongs to it. */
  isWanted?: boolean
  save: string
  onSave: (value: string) => void
  other: string
  onOther: () => void
  error: string
}) => {
  const [value, setValue] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (parts.isWanted) field.current?.focus()
  }, [parts.isWanted])
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (value.trim()) parts.onSave(value.trim())
      }}
    >
      <p>{parts.children}</p>
      <label>
        <span>{parts.label}</span>
        <input
          {...parts.input}
          ref={field}
          aria-invalid={parts.error !== ''}
          value={value}
          onInput={({ currentTarget }) => setValue(currentTarget.value)}
        />
      </label>
      {parts.error && (
        <p class="trouble" role="alert">
          {parts.error}
        </p>
      )}
      <div class="acts">
        <button type="submit">{parts.save}</button>
        <button class="plain" type="button" onClick={parts.onOther}>
          {parts.other}
        </button>
      </div>
    </form>
  )
}
