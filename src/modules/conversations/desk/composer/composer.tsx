import { Button } from '@mantine/core'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { isComposing } from '../../../../foundation/browser/ime.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { languageOf } from '../../../customers/desk/text-language.ts'
import type { ConversationWhole } from '../rows.ts'
import type { Others } from '../thread/use-presence.ts'
import classes from './composer.module.css'
import { AttachButton, FileList } from './composer-files.tsx'
import { ComposerHead } from './composer-head.tsx'
import { ComposerNotices } from './composer-notices.tsx'
import type { Mode } from './draft.ts'
import { MovedPanel } from './moved-panel.tsx'
import { useWriting } from './use-writing.ts'

/** Back to what was said, where single keys work again. */
const leave = (field: HTMLElement | null) =>
  field?.closest('article')?.querySelector<HTMLElement>('[role=log]')?.focus()

/** Where one answers or notes something down. ⌘Enter sends; Enter is a new line. */
export const Composer = ({
  conversation,
  others,
  tellWriting,
}: {
  conversation: ConversationWhole
  others: Others
  tellWriting: () => void
}) => {
  const t = useText()
  const field = useRef<HTMLTextAreaElement>(null)
  const [mode, setMode] = useState<Mode>('reply')
  const writing = useWriting(conversation, mode)
  const { draft, change, target, tooLong, moved, canSend, send, takesFiles, upload, uploads } =
    writing
  const isNote = mode === 'note'
  const newer = writing.messages.filter(({ id }) => moved?.messageIds.includes(id))

  const write = (to: Mode) => {
    setMode(to)
    // At once, so that the next key is already a letter and not a command.
    field.current?.focus()
  }
  const group = t('conversation.keys')
  useCommands([
    {
      id: 'composer.reply',
      text: t('composer.reply'),
      keys: 'r',
      group,
      run: () => write('reply'),
    },
    { id: 'composer.note', text: t('composer.note'), keys: 'n', group, run: () => write('note') },
  ])

  const trySend = (resolve: boolean) => {
    // Somebody was faster, and one has been asked what to do.
    if (!canSend || moved) return
    send(resolve)
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'Escape') return leave(field.current)
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    trySend(event.shiftKey && !isNote)
  }
  return (
    <section
      className={classes.composer}
      data-mode={mode}
      aria-label={t(isNote ? 'composer.note' : 'composer.reply')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        upload(event.dataTransfer.files)
      }}
    >
      <ComposerHead mode={mode} setMode={write} conversation={conversation} writing={writing} />
      <ComposerNotices mode={mode} target={target} others={others} />
      {moved && (
        <MovedPanel
          messages={newer}
          count={moved.messageIds.length}
          sendAnyway={() => {
            send(moved.resolve, moved.messageIds.at(-1))
            field.current?.focus()
          }}
          look={() => {
            change({ moved: undefined, seen: moved.messageIds.at(-1) })
            const log = field.current?.closest('article')?.querySelector('[role=log]')
            log?.scrollTo({ top: log.scrollHeight })
            field.current?.focus()
          }}
        />
      )}
      <textarea
        ref={field}
        className={classes.text}
        rows={3}
        lang={languageOf(draft.text)}
        aria-label={t(isNote ? 'composer.note-field' : 'composer.reply-field')}
        placeholder={t(isNote ? 'composer.note-hint' : 'composer.reply-hint')}
        value={draft.text}
        onChange={({ currentTarget }) => {
          change({ text: currentTarget.value })
          if (!isNote) tellWriting()
        }}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return
          event.preventDefault()
          upload(event.clipboardData.files)
        }}
      />
      <FileList draft={draft} change={change} uploads={uploads} />
      <div className={classes.foot}>
        {takesFiles && <AttachButton upload={upload} />}
        {tooLong && (
          <span className={classes.length} data-over={tooLong.over > 0 || undefined} role="status">
            {t(tooLong.over > 0 ? 'composer.over' : 'composer.left', {
              count: Math.abs(tooLong.over),
            })}
          </span>
        )}
        <span className={classes.space} />
        <span className={classes.keys}>{t('composer.send-key')}</span>
        {!isNote && (
          <Button
            variant="default"
            size="xs"
            disabled={!canSend || !!moved}
            title={t('composer.send-resolve-key')}
            onClick={() => trySend(true)}
          >
            {t('composer.send-resolve')}
          </Button>
        )}
        <Button
          size="xs"
          disabled={!canSend || !!moved}
          title={t('composer.send-key')}
          onClick={() => trySend(false)}
        >
          {t(isNote ? 'composer.save-note' : 'composer.send')}
        </Button>
      </div>
    </section>
  )
}
