import { Anchor } from '@mantine/core'
import { CallError } from '../../../../foundation/browser/client.ts'
import { errorText, useText } from '../../../../foundation/browser/texts.tsx'
import { languageOf } from '../../../customers/desk/text-language.ts'
import { putBack } from '../composer/draft.ts'
import { dropOutgoing, type Outgoing } from '../composer/outbox.ts'
import { useSend } from '../composer/use-send.ts'
import classes from './messages.module.css'

/** What one has just written, shown before the server has it. */
export const OutgoingView = ({ outgoing }: { outgoing: Outgoing }) => {
  const t = useText()
  const send = useSend()
  const { kind, input, files, state, code } = outgoing
  const failed = state === 'failed'
  return (
    <div className={classes.message} data-side={kind === 'note' ? 'note' : 'own'} data-pending>
      <div className={classes.bubble}>
        <p className={classes.text} lang={languageOf(input.text)}>
          {input.text}
        </p>
        {files.map(({ id, name }) => (
          <p key={id}>📎 {name}</p>
        ))}
      </div>
      <p className={classes.state} data-failed={failed || undefined} role="status">
        {failed
          ? t('state.not-accepted', {
              why: errorText(t, new CallError({ code: code ?? 'unknown', status: 400 })),
            })
          : t('state.handing-over')}
        {failed && (
          <>
            {' '}
            <Anchor component="button" type="button" size="xs" onClick={() => void send(outgoing)}>
              {t('ui.try-again')}
            </Anchor>{' '}
            <Anchor
              component="button"
              type="button"
              size="xs"
              onClick={() => {
                putBack(outgoing)
                dropOutgoing(outgoing.clientKey)
              }}
            >
              {t('state.edit')}
            </Anchor>
          </>
        )}
      </p>
    </div>
  )
}
