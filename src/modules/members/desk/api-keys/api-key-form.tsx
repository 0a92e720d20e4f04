import { Button, Checkbox, Modal, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../../foundation/browser/ui/copy-text.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { createApiKey, getMe, listApiKeys } from '../../contract.ts'
import styles from '../members.module.css'

/** Makes a key and shows it this once; only its hash is kept. */
export const ApiKeyForm = ({ close }: { close: () => void }) => {
  const t = useText()
  const me = useRead(getMe, {})
  const [name, setName] = useState('')
  const [isWhole, setWhole] = useState(false)
  const [scopes, setScopes] = useState<string[]>([])
  const create = useWrite(createApiKey, { quiet: true, invalidates: [listApiKeys] })
  const toggle = (scope: string, on: boolean) =>
    setScopes((now) => (on ? [...now, scope] : now.filter((one) => one !== scope)))
  if (create.data)
    return (
      <Modal
        opened
        onClose={close}
        title={t('api_key.made')}
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        <Stack gap="md">
          <p role="status">{t('api_key.made.text')}</p>
          <CopyText label={create.data.name} text={create.data.key} />
          <Button onClick={close}>{t('api_key.made.done')}</Button>
        </Stack>
      </Modal>
    )
  return (
    <Modal opened onClose={close} title={t('api_key.add')}>
      <Form
        submit={() => create.mutate(isWhole ? { name } : { name, scopes })}
        action={t('api_key.make')}
        busy={create.isPending}
        error={create.error}
        disabled={!isWhole && scopes.length === 0}
      >
        <TextInput
          label={t('api_key.name')}
          description={t('api_key.name.help')}
          required
          maxLength={80}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Switch
          label={t('api_key.whole')}
          description={t('api_key.whole.help')}
          checked={isWhole}
          onChange={(event) => setWhole(event.currentTarget.checked)}
        />
        {!isWhole && (
          <fieldset className={styles.choices}>
            <legend>{t('api_key.scopes')}</legend>
            {[...(me.data?.permissions ?? [])].sort().map((scope) => (
              <Checkbox
                key={scope}
                label={<code>{scope}</code>}
                checked={scopes.includes(scope)}
                onChange={(event) => toggle(scope, event.currentTarget.checked)}
              />
            ))}
          </fieldset>
        )}
      </Form>
    </Modal>
  )
}
