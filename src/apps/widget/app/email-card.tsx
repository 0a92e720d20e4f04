import { useState } from 'preact/hooks'
import { Ask, useAttempt } from './ask.tsx'
import type { Chat } from './chat.ts'
import { useChat } from './use-chat.ts'

/** How to reach the visitor, and proof of it: asked for after the first message, never required. */
export const EmailCard = ({ chat }: { chat: Chat }) => {
  const { brand, visitor, messages, say } = useChat(chat)
  const [step, setStep] = useState<'rest' | 'code' | 'done'>('rest')
  const [later, setLater] = useState(chat.store.note('later') !== '')
  const { error, run } = useAttempt(say)
  const email = visitor?.claimedEmail

  const askCode = () => run(chat.askCode, () => setStep('code'))
  const putOff = () => {
    chat.store.keepNote('later', '1')
    setLater(true)
  }

  if (!visitor || later) return null
  if (visitor.proved)
    return step === 'done' ? (
      <p class="card" role="status">
        {say('widget.proved')}
      </p>
    ) : null
  if (!email) {
    if (!brand?.askEmail || !messages.some(({ mine }) => mine)) return null
    return (
      <Ask
        key="email"
        label={say('widget.email.label')}
        input={{ type: 'email', autocomplete: 'email', maxLength: 254 }}
        save={say('widget.email.save')}
        onSave={(value) => run(() => chat.claim(value), undefined, 'widget.error.email')}
        other={say('widget.email.later')}
        onOther={putOff}
        error={error}
      >
        {say('widget.email.ask')}
      </Ask>
    )
  }
  if (step === 'code') {
    const confirm = (value: string) => {
      // Full-width figures are figures.
      const code = value.normalize('NFKC').replace(/\D/g, '')
      run(
        () => chat.confirmCode(code),
        () => setStep('done'),
        'widget.error.proof.wrong',
      )
    }
    return (
      <Ask
        key="code"
        isWanted
        label={say('widget.code.label')}
        input={{ inputMode: 'numeric', autocomplete: 'one-time-code', maxLength: 12 }}
        save={say('widget.code.confirm')}
        onSave={confirm}
        other={say('widget.code.again')}
        onOther={askCode}
        error={error}
      >
        {say('widget.code.sent', { email })}
      </Ask>
    )
  }
  return (
    <div class="card">
      <p>{say('widget.email.saved', { email })}</p>
      <p class="small">{say('widget.email.why')}</p>
      {error && (
        <p class="trouble" role="alert">
          {error}
        </p>
      )}
      <div class="acts">
        <button type="button" onClick={askCode}>
          {say('widget.email.prove')}
        </button>
        <button class="plain" type="button" onClick={putOff}>
          {say('widget.email.later')}
        </button>
      </div>
    </div>
  )
}
