import { Badge, Button, Group, Modal } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import type { OutputOf } from '../../../../foundation/shared/endpoint.ts'
import { listSessions } from '../../contract.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  disableSecondFactor,
  getSecondFactor,
  renewRecoveryCodes,
} from '../../second-factor/contract.ts'
import { ConfirmPassword } from './confirm-password.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { SetUpSecondFactor } from './set-up.tsx'

/** One's own second factor: on or off, and what to do about it. */
export const OwnSecondFactor = () => {
  const t = useText()
  const [doing, setDoing] = useState<'set-up' | 'renew' | 'off'>()
  const state = useRead(getSecondFactor, {})
  const close = () => setDoing(undefined)
  if (!state.data)
    return state.error ? (
      <ErrorNote error={state.error} retry={state.refetch} />
    ) : (
      <Loading rows={1} />
    )
  const { since, required } = state.data
  return (
    <>
      <State {...state.data} />
      <Group gap="xs">
        <Button variant={since ? 'default' : undefined} onClick={() => setDoing('set-up')}>
          {t(since ? 'second-factor.other-device' : 'second-factor.set-up')}
        </Button>
        {since && (
          <Button variant="default" onClick={() => setDoing('renew')}>
            {t('second-factor.codes.renew')}
          </Button>
        )}
        {since && !required && (
          <Button variant="default" onClick={() => setDoing('off')}>
            {t('second-factor.off')}
          </Button>
        )}
      </Group>
      {doing === 'set-up' && <SetUp close={close} />}
      {doing === 'renew' && <Renew close={close} />}
      {doing === 'off' && <SwitchOff close={close} />}
    </>
  )
}

const State = ({ since, recoveryCodes, required }: OutputOf<typeof getSecondFactor>) => {
  const t = useText()
  return (
    <div>
      <p>
        <Badge variant="light" color={since ? 'green' : 'gray'}>
          {t(since ? 'second-factor.is-on' : 'second-factor.is-off')}
        </Badge>{' '}
        {since && (
          <>
            {t('second-factor.since')} <TimeText at={since} />
          </>
        )}
      </p>
      <p>{t(since ? 'second-factor.left' : 'second-factor.why', { count: recoveryCodes })}</p>
      {required && <p>{t('second-factor.is-required')}</p>}
    </div>
  )
}

const SetUp = ({ close }: { close: () => void }) => {
  const t = useText()
  const begin = useWrite(beginSecondFactor, { quiet: true })
  const confirm = useWrite(confirmSecondFactor, {
    quiet: true,
    invalidates: [getSecondFactor, listSessions],
  })
  if (!begin.data)
    return (
      <ConfirmPassword
        title={t('second-factor.set-up')}
        text={t('second-factor.set-up.text')}
        action={t('second-factor.go-on')}
        busy={begin.isPending}
        error={begin.error}
        run={(password) => begin.mutate({ password })}
        close={close}
      />
    )
  return (
    <Modal
      opened
      onClose={close}
      title={t(confirm.data ? 'second-factor.codes' : 'second-factor.set-up')}
      closeOnClickOutside={false}
      closeOnEscape={!confirm.data}
      withCloseButton={!confirm.data}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <SetUpSecondFactor
        offer={begin.data}
        confirm={{ ...confirm, data: confirm.data, error: confirm.error }}
        done={close}
      />
    </Modal>
  )
}

const Renew = ({ close }: { close: () => void }) => {
  const t = useText()
  const renew = useWrite(renewRecoveryCodes, { quiet: true, invalidates: [getSecondFactor] })
  if (!renew.data)
    return (
      <ConfirmPassword
        title={t('second-factor.codes.renew')}
        text={t('second-factor.codes.renew.text')}
        action={t('second-factor.codes.renew')}
        busy={renew.isPending}
        error={renew.error}
        run={(password) => renew.mutate({ password })}
        close={close}
      />
    )
  return (
    <Modal
      opened
      onClose={close}
      title={t('second-factor.codes')}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <RecoveryCodes codes={renew.data.recoveryCodes} done={close} />
    </Modal>
  )
}

const SwitchOff = ({ close }: { close: () => void }) => {
  const t = useText()
  const show = useToast()
  const off = useWrite(disableSecondFactor, {
    quiet: true,
    invalidates: [getSecondFactor, listSessions],
    onSuccess: () => {
      show({ kind: 'done', text: t('second-factor.off.done') })
      close()
    },
  })
  return (
    <ConfirmPassword
      title={t('second-factor.off')}
      text={t('second-factor.off.text')}
      action={t('second-factor.off')}
      busy={off.isPending}
      error={off.error}
      run={(password) => off.mutate({ password })}
      close={close}
    />
  )
}
