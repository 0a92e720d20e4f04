import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { eachLanguage } from '../../../foundation/browser/each-language.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { getSender, putSender } from '../contract.ts'
import classes from './consents.module.css'

const inBoth = ['name', 'address'] as const
const empty = { nameEn: '', nameJa: '', addressEn: '', addressJa: '', contact: '' }

/** Who sends marketing, as it stands below each such mail. */
export const SenderForm = () => {
  const t = useText()
  const { locale } = useLocale()
  const mayManage = useCan('consent.manage')
  const fields = [
    ...inBoth.flatMap((text) => eachLanguage(locale).map((name) => `${text}${name}` as const)),
    'contact' as const,
  ]
  const sender = useRead(getSender, {})
  const [values, setValues] = useState(empty)
  const { data } = sender
  useEffect(() => {
    if (data)
      setValues({
        nameEn: data.nameEn,
        nameJa: data.nameJa,
        addressEn: data.addressEn,
        addressJa: data.addressJa,
        contact: data.contact,
      })
  }, [data])
  const show = useToast()
  const put = useWrite(putSender, {
    quiet: true,
    invalidates: [getSender],
    onSuccess: () => show({ kind: 'done', text: t('ui.saved') }),
  })
  return (
    <Section title={t('consent.sender')} text={t('consent.sender-text')}>
      <ErrorNote error={sender.error} retry={sender.refetch} />
      {data && !data.complete && <p className={classes.missing}>{t('consent.sender.missing')}</p>}
      {mayManage && (
        <Form
          action={t('ui.save')}
          busy={put.isPending}
          error={put.error}
          submit={() => put.mutate(values)}
        >
          <div className={classes.pair}>
            {fields.map((name) => (
              <TextInput
                key={name}
                label={t(`consent.sender.${name}`)}
                maxLength={300}
                lang={name.endsWith('Ja') ? 'ja' : name.endsWith('En') ? 'en' : undefined}
                value={values[name]}
                onChange={(event) => {
                  const { value } = event.currentTarget
                  setValues((before) => ({ ...before, [name]: value }))
                }}
              />
            ))}
          </div>
        </Form>
      )}
      {data?.complete && (
        <>
          <h3 className={classes.small}>{t('consent.footer')}</h3>
          <pre className={classes.footer} lang={locale}>
            {data.footer[locale]}
          </pre>
        </>
      )}
    </Section>
  )
}
