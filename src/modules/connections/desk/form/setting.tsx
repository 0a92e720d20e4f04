import { NumberInput, PasswordInput, Switch, TextInput } from '@mantine/core'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { settingLabel } from '../words.ts'
import { type Field, hidden, isOn } from './settings-draft.ts'

/** One field of a channel's form, by its kind. */
export const Setting = ({
  channel,
  field: { path, kind, required },
  value,
  error,
  onChange,
}: {
  channel: string
  field: Field
  value: unknown
  error?: string | undefined
  onChange: (value: string | number | boolean) => void
}) => {
  const t = useText()
  const help = `channel.${channel}.${path}.help`
  const shared = {
    label: settingLabel(t, channel, path),
    description: t.has(help) ? t(help) : undefined,
    required,
    error,
  }
  if (kind === 'switch')
    return (
      <Switch
        label={shared.label}
        description={shared.description}
        error={error}
        checked={isOn(value)}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  if (kind === 'number')
    return (
      <NumberInput
        {...shared}
        hideControls
        allowDecimal={false}
        value={value as number | string}
        onChange={(next) => onChange(next)}
      />
    )
  if (kind === 'secret') {
    const isKept = value === hidden
    return (
      <PasswordInput
        {...shared}
        required={required && !isKept}
        autoComplete="new-password"
        placeholder={isKept ? t('connection.secret.kept') : undefined}
        value={isKept ? '' : String(value ?? '')}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      {...shared}
      type={kind === 'email' ? 'email' : 'text'}
      autoComplete="off"
      value={String(value ?? '')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
