import { TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type RefObject, useEffect, useState } from 'react'
import { isComposing } from '../ime.ts'

/** What is typed is looked for a moment later (`find`); Escape and the arrow down `leave` it. */
export const SearchField = ({
  ref,
  text,
  search,
  find,
  leave,
  size,
  className,
}: {
  ref: RefObject<HTMLInputElement | null>
  text: string
  search: string | undefined
  find: (text: string | undefined) => void
  leave: () => void
} & Pick<TextInputProps, 'size' | 'className'>) => {
  const [typed, setTyped] = useState(search ?? '')
  // The way back leads to what was looked for before. Whoever types, perhaps in the middle of a conversion, is left alone.
  useEffect(() => {
    if (document.activeElement !== ref.current) setTyped(search ?? '')
  }, [search, ref])
  const findSoon = useDebouncedCallback(find, 250)
  return (
    <TextInput
      ref={ref}
      type="search"
      size={size}
      className={className}
      aria-label={text}
      placeholder={text}
      value={typed}
      maxLength={200}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        findSoon(currentTarget.value.trim() || undefined)
      }}
      onKeyDown={(event) => {
        if (!['Escape', 'ArrowDown'].includes(event.key) || isComposing(event)) return
        event.preventDefault()
        leave()
      }}
    />
  )
}
