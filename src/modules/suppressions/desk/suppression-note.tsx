import { useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { liftSuppression, listSuppressions } from '../contract.ts'
import classes from './suppressions.module.css'
import { useSuppression } from './use-suppression.ts'

/** Lets mail go there again, once one is sure. */
export const LiftButton = ({ id, address }: { id: string; address: string }) => {
  const t = useText()
  const mayLift = useCan('suppression.lift')
  const [asking, setAsking] = useState(false)
  const lift = useWrite(liftSuppression, {
    invalidates: [listSuppressions],
    onSuccess: () => setAsking(false),
  })
  if (!mayLift) return null
  return (
    <>
      <button
        type="button"
        className={classes.lift}
        aria-label={t('suppression.lift-of', { address })}
        onClick={() => setAsking(true)}
      >
        {t('suppression.lift')}
      </button>
      <Confirm
        opened={asking}
        title={t('suppression.lift-of', { address })}
        text={t('suppression.lift-text')}
        action={t('suppression.lift')}
        busy={lift.isPending}
        run={() => lift.mutate({ id })}
        close={() => setAsking(false)}
      />
    </>
  )
}

/** Says beside an address that it cannot be reached, since when, and offers to lift it. Nothing where all is well. */
export const SuppressionNote = ({ channel, address }: { channel: string; address: string }) => {
  const t = useText()
  const found = useSuppression(channel, address)
  if (!found) return null
  return (
    <p className={classes.note}>
      <span aria-hidden="true">⚠ </span>
      {t('suppression.note')} <TimeText ago at={found.createdAt} />
      {found.status && ` (${found.status})`} <LiftButton id={found.id} address={address} />
    </p>
  )
}
