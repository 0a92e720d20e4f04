import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useCustomerName } from '../../../customers/desk/customer-name.ts'
import type { ConversationWhole } from '../rows.ts'
import classes from './composer.module.css'
import type { Mode } from './draft.ts'
import type { Writing } from './use-writing.ts'

/** To whom and by which way, said before one writes. */
export const ComposerHead = ({
  mode,
  setMode,
  conversation: { customer },
  writing: { draft, change, target, targets, cc },
}: {
  mode: Mode
  setMode: (mode: Mode) => void
  conversation: ConversationWhole
  writing: Writing
}) => {
  const t = useText()
  const nameOf = useCustomerName()
  const [ccShown, setCcShown] = useState(draft.cc !== '')
  // A copy would carry along an address that is hidden here.
  const canCopy = useCan('customer.contact')
  const isMail = mode === 'reply' && target?.channel === 'email'
  return (
    <div className={classes.head}>
      <fieldset className={classes.modes} aria-label={t('composer.mode')}>
        {(['reply', 'note'] as const).map((one) => (
          <button
            key={one}
            type="button"
            className={classes.mode}
            aria-pressed={mode === one}
            title={t(`composer.${one}-key`)}
            onClick={() => setMode(one)}
          >
            {t(`composer.${one}`)}
          </button>
        ))}
      </fieldset>
      {mode === 'note' ? (
        <span className={classes.to}>{t('note.only-team')}</span>
      ) : (
        <>
          <span className={classes.to}>
            {t('composer.to', { name: nameOf(customer.name, customer.shown || target?.address) })}
          </span>
          <NativeSelect
            size="xs"
            className={classes.target}
            aria-label={t('composer.by')}
            value={target?.key ?? ''}
            onChange={({ currentTarget }) => change({ target: currentTarget.value })}
            data={targets.map(({ key, text }) => ({ value: key, label: text }))}
          />
          {isMail && canCopy && !ccShown && (
            <button type="button" className={classes.quiet} onClick={() => setCcShown(true)}>
              {t('composer.cc')}
            </button>
          )}
        </>
      )}
      {isMail && target.can.subject && (
        <TextInput
          size="xs"
          className={classes.wide}
          aria-label={t('composer.subject')}
          placeholder={t('composer.subject')}
          maxLength={500}
          value={draft.subject}
          onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
        />
      )}
      {isMail && canCopy && ccShown && (
        <TextInput
          size="xs"
          className={classes.wide}
          aria-label={t('composer.cc')}
          placeholder={t('composer.cc-hint')}
          value={draft.cc}
          error={cc.wrong.length > 0 && t('composer.cc-wrong', { address: cc.wrong[0] ?? '' })}
          onChange={({ currentTarget }) => change({ cc: currentTarget.value })}
        />
      )}
    </div>
  )
}
