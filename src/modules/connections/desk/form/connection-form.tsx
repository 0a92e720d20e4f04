import { Button, TextInput } from '@mantine/core'
import { Fragment, useState } from 'react'
import type { z } from 'zod'
import { CallError } from '../../../../foundation/browser/client.ts'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { type Channel, testConnection } from '../../contract.ts'
import styles from '../connections.module.css'
import { ProblemNote } from '../state-mark.tsx'
import { problemText } from '../words.ts'
import { Setting } from './setting.tsx'
import { draftOf, type Field, hidden, type Settings, settingsOf } from './settings-draft.ts'

/** Which setting the server found wrong. */
const wrongPath = (error: unknown) =>
  error instanceof CallError && error.code === 'connection.settings_invalid'
    ? String(error.facts.path)
    : undefined

/** Name and settings of a connection, built from what the channel says about itself. */
export const ConnectionForm = ({
  channel,
  id,
  name: firstName,
  settings,
  action,
  busy,
  error,
  submit,
}: {
  channel: z.output<typeof Channel>
  /** Of a stored connection, whose secrets then need not be typed again. */
  id?: string
  name: string
  settings?: Settings
  action: string
  busy: boolean
  error: CallError | null
  submit: (name: string, settings: Settings) => void
}) => {
  const t = useText()
  const [name, setName] = useState(firstName)
  const [kept] = useState(() => draftOf(channel.form, settings))
  const [draft, setDraft] = useState(kept)
  const test = useWrite(testConnection, { quiet: true })
  const wrong = wrongPath(error) ?? wrongPath(test.error)
  const found = test.data && !test.data.ok && test.data.code ? test.data : undefined
  const foundText = found && problemText(t, channel.key, found.code!)
  const isField = (path: string | null | undefined) =>
    channel.form.some((field) => field.path === path)
  const errorAt = (path: string) => {
    if (found?.path === path) return foundText
    return wrong === path ? t('connection.setting.wrong') : undefined
  }
  const change = ({ path, kind }: Field, value: string | number | boolean) => {
    test.reset()
    // An emptied secret is the stored one again, not none.
    const isKept = kind === 'secret' && value === '' && kept[path] === hidden
    setDraft((now) => ({ ...now, [path]: isKept ? hidden : value }))
  }
  const tryIt = () =>
    test.mutate({
      channel: channel.key,
      ...(id ? { id } : {}),
      settings: settingsOf(channel.form, draft),
    })
  const usual = channel.form.filter((field) => !field.rare)
  const rare = channel.form.filter((field) => field.rare)
  // As it was stored: typing must not fold or unfold anything.
  const isFilled = ({ path }: Field) => kept[path] !== '' || errorAt(path) !== undefined
  const show = (field: Field) => (
    <Setting
      channel={channel.key}
      field={field}
      value={draft[field.path]}
      error={errorAt(field.path)}
      onChange={(value) => change(field, value)}
    />
  )
  return (
    <Form
      submit={() => submit(name, settingsOf(channel.form, draft))}
      action={action}
      busy={busy}
      error={wrong && isField(wrong) ? undefined : (error ?? test.error)}
      more={
        channel.canTest && (
          <Button variant="default" loading={test.isPending} onClick={tryIt}>
            {t('connection.test')}
          </Button>
        )
      }
    >
      <TextInput
        label={t('connection.name')}
        description={t('connection.name.help')}
        required={!!id}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {usual.map((field, index) => {
        const group = field.path.split('.').slice(0, -1).join('.')
        const earlier = usual[index - 1]?.path.split('.').slice(0, -1).join('.')
        return (
          <Fragment key={field.path}>
            {index > 0 && group !== earlier && <hr className={styles.rule} />}
            {show(field)}
          </Fragment>
        )
      })}
      {rare.length > 0 && (
        <details className={styles.rare} open={rare.some(isFilled) || undefined}>
          <summary>{t('connection.form.rare')}</summary>
          <div className={styles.rareFields}>
            {rare.map((field) => (
              <Fragment key={field.path}>{show(field)}</Fragment>
            ))}
          </div>
        </details>
      )}
      <div role="status">
        {test.data?.ok && <p className={styles.good}>{t('connection.test.ok')}</p>}
        {found && !isField(found.path) && (
          <ProblemNote
            channel={channel.key}
            problem={{ code: found.code!, detail: found.detail }}
          />
        )}
        {found && isField(found.path) && (
          <p className={styles.quiet}>
            {t('connection.test.at_field')}
            {found.detail && ` ${t('connection.problem.detail', { detail: found.detail })}`}
          </p>
        )}
      </div>
    </Form>
  )
}
