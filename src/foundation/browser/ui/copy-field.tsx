import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useText } from '../texts.tsx'

/** A value to take away, such as a link or a key. */
export const CopyField = ({
  label,
  value,
  description,
}: {
  label: string
  value: string
  description?: string
}) => {
  const t = useText()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    setCopied(true)
  }
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        label={label}
        description={description}
        value={value}
        readOnly
        flex={1}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button variant="default" onClick={() => void copy()} aria-live="polite">
        {copied ? t('ui.copied') : t('ui.copy')}
      </Button>
    </Group>
  )
}
