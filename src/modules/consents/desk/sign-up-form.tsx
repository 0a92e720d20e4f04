import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { listPurposes } from '../contract.ts'
import classes from './consents.module.css'
import { writeFormHtml } from './form-html.ts'
import { inLanguage } from './words.ts'

/** What the form says, in the language of its visitors and not of the desk. */
const words = {
  en: { language: 'English', email: 'E-mail address', submit: 'Sign up' },
  ja: { language: '日本語', email: 'メールアドレス', submit: '申し込む' },
}
type Language = keyof typeof words

/** The form by which people sign up on one's own site, to be copied. */
export const SignUpForm = () => {
  const t = useText()
  const { locale } = useLocale()
  const { data } = useRead(listPurposes, {})
  const [chosen, setChosen] = useState('')
  const [language, setLanguage] = useState<Language>(locale === 'ja' ? 'ja' : 'en')
  const groups = data?.data.filter(({ subscribable }) => subscribable) ?? []
  const group = groups.find(({ id }) => id === chosen) ?? groups[0]
  const wording = group?.wording
  return (
    <Section title={t('consent.form')} text={t('consent.form-text')}>
      {data && !group && (
        <EmptyState title={t('consent.form.none')} text={t('consent.form.none-text')} />
      )}
      {data && group && (
        <>
          <div className={`${classes.pair} ${classes.choices}`}>
            <NativeSelect
              label={t('consent.form.group')}
              value={group.id}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={groups.map(({ id, nameEn, nameJa }) => ({
                value: id,
                label: inLanguage(locale, { en: nameEn, ja: nameJa }),
              }))}
            />
            <NativeSelect
              label={t('consent.form.language')}
              value={language}
              onChange={(event) => setLanguage(event.currentTarget.value as Language)}
              data={(locale === 'ja' ? (['ja', 'en'] as const) : (['en', 'ja'] as const)).map(
                (value) => ({
                  value,
                  label: words[value].language,
                }),
              )}
            />
          </div>
          {!wording && <p className={classes.missing}>{t('consent.form.no-wording')}</p>}
          <CopyText
            label={t('consent.form.code')}
            text={writeFormHtml({
              ...words[language],
              url: data.signUpUrl,
              key: group.key,
              locale: language,
              wording: wording
                ? {
                    version: wording.version,
                    text: language === 'ja' ? wording.textJa : wording.textEn,
                  }
                : undefined,
            })}
          />
          <p className={classes.quiet}>{t('consent.form.script')}</p>
        </>
      )}
    </Section>
  )
}
