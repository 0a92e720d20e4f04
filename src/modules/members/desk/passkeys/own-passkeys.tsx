import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import type { OutputOf } from '../../../../foundation/shared/endpoint.ts'
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
} from '../../passkeys/contract.ts'
import { ConfirmPassword } from '../second-factor/confirm-password.tsx'
import classes from '../sign-in/profile.module.css'
import { hasPasskeys, makePasskey } from './authenticator.ts'

/** One's own passkeys; each lets one in without the password. */
export const OwnPasskeys = () => {
  const t = useText()
  const [isAdding, setAdding] = useState(false)
  const passkeys = useRead(listPasskeys, {})
  const rows = passkeys.data?.data ?? []
  return (
    <>
      <p>{t(hasPasskeys() ? 'passkey.why' : 'passkey.none-here')}</p>
      <ErrorNote error={passkeys.error} retry={passkeys.refetch} />
      {rows.length > 0 && (
        <ul className={classes.sessions} aria-label={t('passkey.title')}>
          {rows.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </ul>
      )}
      {hasPasskeys() && (
        <Group>
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('passkey.add')}
          </Button>
        </Group>
      )}
      {isAdding && (
        <AddPasskey
          name={t('passkey.name', { number: rows.length + 1 })}
          close={() => setAdding(false)}
        />
      )}
    </>
  )
}

const Row = ({ one }: { one: OutputOf<typeof listPasskeys>['data'][number] }) => {
  const t = useText()
  const { id, name, createdAt, lastUsedAt } = one
  const [written, setWritten] = useState<string>()
  const remove = useWrite(removePasskey, { invalidates: [listPasskeys] })
  const rename = useWrite(renamePasskey, {
    invalidates: [listPasskeys],
    onSuccess: () => setWritten(undefined),
  })
  if (written !== undefined)
    return (
      <li>
        <form
          className={classes.rename}
          onSubmit={(event) => {
            event.preventDefault()
            if (written.trim()) rename.mutate({ id, name: written.trim() })
          }}
        >
          <TextInput
            aria-label={t('passkey.rename_of', { name })}
            maxLength={80}
            autoFocus
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" loading={rename.isPending} disabled={!written.trim()}>
            {t('ui.save')}
          </Button>
          <Button variant="default" size="xs" onClick={() => setWritten(undefined)}>
            {t('ui.cancel')}
          </Button>
        </form>
      </li>
    )
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p>
          {t(lastUsedAt ? 'profile.session.seen' : 'passkey.made')}{' '}
          <TimeText at={lastUsedAt ?? createdAt} />
        </p>
      </div>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          aria-label={t('passkey.rename_of', { name })}
          onClick={() => setWritten(name)}
        >
          {t('passkey.rename')}
        </Button>
        <Button
          variant="default"
          size="xs"
          aria-label={t('passkey.remove_of', { name })}
          loading={remove.isPending}
          onClick={() => remove.mutate({ id })}
        >
          {t('ui.remove')}
        </Button>
      </Group>
    </li>
  )
}

const AddPasskey = ({ name, close }: { name: string; close: () => void }) => {
  const t = useText()
  const show = useToast()
  const add = useWrite(addPasskey, {
    quiet: true,
    invalidates: [listPasskeys],
    onSuccess: () => {
      show({ kind: 'done', text: t('passkey.added') })
      close()
    },
  })
  const begin = useWrite(beginPasskey, {
    quiet: true,
    onSuccess: async (offer) => {
      const made = await makePasskey(offer, name)
      if (made) add.mutate(made)
    },
  })
  return (
    <ConfirmPassword
      title={t('passkey.add')}
      text={t('passkey.add.text')}
      action={t('second-factor.go-on')}
      busy={begin.isPending || add.isPending}
      error={begin.error ?? add.error}
      run={(password) => begin.mutate({ password })}
      close={close}
    />
  )
}
