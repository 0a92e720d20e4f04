import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { fieldPattern, listSources, type Source, updateSource } from '../contract.ts'
import { RulesPreview } from './rules-preview.tsx'
import classes from './sources.module.css'

type Rules = z.output<typeof Source>['rules']
type Field = Rules['fields'][number] & { key: number }

let made = 0
const withKey = (field: Rules['fields'][number]): Field => {
  made += 1
  return { ...field, key: made }
}

/** What the source lets in, and what becomes of it; looked at on the latest events before it is saved. */
export const RulesForm = ({ source }: { source: z.output<typeof Source> }) => {
  const t = useText()
  const [mode, setMode] = useState(source.rules.events.mode)
  const [names, setNames] = useState(source.rules.events.names.join('\n'))
  const [fields, setFields] = useState(() => source.rules.fields.map(withKey))
  const [ip, setIp] = useState(source.rules.ip)
  const [shown, setShown] = useState<Rules>()
  const show = useToast()
  const save = useWrite(updateSource, {
    invalidates: [listSources],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  const rules: Rules = {
    events: { mode, names: names.split('\n').flatMap((name) => name.trim() || []) },
    // A line that was left empty says nothing.
    fields: fields.flatMap(({ path, action }) =>
      path.trim() === '' ? [] : { path: path.trim(), action },
    ),
    ip,
  }
  const isWrong = ({ path }: Field) => path.trim() !== '' && !fieldPattern.test(path.trim())
  const cannot = fields.some(isWrong)
  const isCurrent = JSON.stringify(shown) === JSON.stringify(rules)
  const add = useRef<HTMLButtonElement>(null)
  const change = (key: number, patch: Partial<Field>) =>
    setFields(fields.map((field) => (field.key === key ? { ...field, ...patch } : field)))
  return (
    <Section title={t('rules.title')} text={t('rules.text')}>
      <Form
        submit={() => save.mutate({ id: source.id, rules })}
        action={t('rules.save')}
        busy={save.isPending}
        error={save.error}
        disabled={cannot}
        more={
          <Button variant="default" disabled={cannot} onClick={() => setShown(rules)}>
            {t('rules.preview')}
          </Button>
        }
      >
        <NativeSelect
          label={t('rules.events')}
          value={mode}
          onChange={(event) => setMode(event.currentTarget.value as typeof mode)}
          data={(['all', 'only', 'except'] as const).map((value) => ({
            value,
            label: t(`rules.events.${value}`),
          }))}
        />
        {mode !== 'all' && (
          <Textarea
            label={t('rules.names')}
            description={t('rules.names.help')}
            autosize
            minRows={2}
            value={names}
            onChange={(event) => setNames(event.currentTarget.value)}
          />
        )}
        <fieldset className={classes.fields}>
          <legend>{t('rules.fields')}</legend>
          <p className={classes.quiet}>{t('rules.fields.help')}</p>
          {fields.map((field) => (
            <div key={field.key} className={classes.field}>
              <TextInput
                // Only one that was just added is empty when it comes.
                autoFocus={field.path === ''}
                aria-label={t('rules.path')}
                placeholder="properties.email"
                value={field.path}
                error={isWrong(field) && t('rules.path.wrong')}
                onChange={(event) => change(field.key, { path: event.currentTarget.value })}
              />
              <NativeSelect
                aria-label={t('rules.action')}
                value={field.action}
                onChange={(event) =>
                  change(field.key, { action: event.currentTarget.value as Field['action'] })
                }
                data={(['hash', 'remove', 'keep'] as const).map((value) => ({
                  value,
                  label: t(`rules.action.${value}`),
                }))}
              />
              <Button
                variant="subtle"
                aria-label={t('rules.field.drop', { path: field.path })}
                onClick={() => {
                  setFields(fields.filter(({ key }) => key !== field.key))
                  add.current?.focus()
                }}
              >
                {t('rules.drop')}
              </Button>
            </div>
          ))}
          <Button
            ref={add}
            variant="default"
            size="compact-sm"
            onClick={() => setFields([...fields, withKey({ path: '', action: 'hash' })])}
          >
            {t('rules.field.add')}
          </Button>
        </fieldset>
        <NativeSelect
          label={t('rules.ip')}
          value={ip}
          onChange={(event) => setIp(event.currentTarget.value as typeof ip)}
          data={(['shorten', 'remove', 'keep'] as const).map((value) => ({
            value,
            label: t(`rules.ip.${value}`),
          }))}
        />
      </Form>
      {shown && isCurrent && (
        <div className={classes.preview}>
          <RulesPreview id={source.id} rules={shown} />
        </div>
      )}
    </Section>
  )
}
