import { Button } from '@mantine/core'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { EditableTable, useChanges } from '../../../foundation/browser/ui/editable-table.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { listConsentCategories, listPurposes, type Purpose, removePurpose } from '../contract.ts'
import { Categories } from './categories.tsx'
import classes from './consents.module.css'
import { PurposeForm } from './purpose-form.tsx'
import { SenderForm } from './sender-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'
import { Transmissions } from './transmissions.tsx'
import { inLanguage } from './words.ts'

type OnePurpose = z.output<typeof Purpose>

/** What people are asked to agree to, who sends marketing, and what leaves for others. */
export const ConsentSettings = () => {
  const t = useText()
  return (
    <>
      <PageTitle title={t('consent.settings')} />
      <p className={classes.intro}>{t('consent.settings-text')}</p>
      <Purposes />
      <SignUpForm />
      <Categories />
      <SenderForm />
      <Transmissions />
    </>
  )
}

const Purposes = () => {
  const t = useText()
  const { locale } = useLocale()
  const mayManage = useCan('consent.manage')
  const purposes = useRead(listPurposes, {})
  const changes = useChanges<OnePurpose>()
  const remove = useWrite(removePurpose, {
    invalidates: [listPurposes, listConsentCategories],
    onSuccess: changes.stay,
  })
  const nameOf = (one: OnePurpose) => inLanguage(locale, { en: one.nameEn, ja: one.nameJa })
  const rows = purposes.data?.data ?? []
  const add = mayManage && (
    <Button variant="default" onClick={changes.add}>
      {t('consent.purpose.add')}
    </Button>
  )
  return (
    <Section title={t('consent.purposes')} text={t('consent.purposes-text')} action={add}>
      {purposes.isPending && <Loading />}
      <ErrorNote error={purposes.error} retry={purposes.refetch} />
      {purposes.isSuccess && rows.length === 0 && (
        <EmptyState title={t('consent.purposes.none')} text={t('consent.purposes.none-text')} />
      )}
      <EditableTable
        label={t('consent.purposes')}
        head={[
          { key: 'name', text: t('consent.purpose') },
          { key: 'how', text: t('consent.purpose.how') },
          { key: 'wording', text: t('consent.wording') },
        ]}
        actions={t('consent.actions')}
        rows={rows}
        keyOf={({ id }) => id}
        may={mayManage}
        changes={changes}
        cells={(one) => (
          <>
            <td>
              {nameOf(one)}
              <div className={classes.quiet}>
                <code>{one.key}</code>
              </div>
            </td>
            <td>
              {[
                one.marketing && t('consent.purpose.marketing'),
                one.subscribable && t('consent.purpose.subscribable'),
                one.doubleOptIn && t('consent.purpose.double'),
              ]
                .filter(Boolean)
                .join(t('consent.separator'))}
            </td>
            <td>
              {one.wording
                ? `${inLanguage(locale, { en: one.wording.textEn, ja: one.wording.textJa })} ${t('consent.version', { version: one.wording.version })}`
                : t('consent.wording.none')}
            </td>
          </>
        )}
        editing={(one) => t('consent.purpose.edit-of', { name: nameOf(one) })}
        form={(purpose, close) => <PurposeForm purpose={purpose} close={close} />}
        removing={(one) => t('consent.purpose.remove-of', { name: nameOf(one) })}
        text={t('consent.purpose.remove-text')}
        busy={remove.isPending}
        remove={({ id }) => remove.mutate({ id })}
      />
    </Section>
  )
}
