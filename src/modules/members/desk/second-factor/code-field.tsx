import { TextInput } from '@mantine/core'
import { useText } from '../../../../foundation/browser/texts.tsx'

type Kind = 'totp' | 'recovery'

/** Taken as typed, full-width figures of an IME too: the server reads it. */
export const CodeField = ({
  kind,
  value,
  change,
}: {
  kind: Kind
  value: string
  change: (value: string) => void
}) => {
  const t = useText()
  return (
    <TextInput
      key={kind}
      name="code"
      label={t(`second-factor.${kind}`)}
      description={t(`second-factor.${kind}.why`)}
      autoComplete={kind === 'totp' ? 'one-time-code' : 'off'}
      inputMode={kind === 'totp' ? 'numeric' : 'text'}
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={60}
      autoFocus
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}
