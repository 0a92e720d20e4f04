import { Button, Modal, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { bytes } from '../../../foundation/browser/formats.ts'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { listPersonCopies, makePersonCopy } from '../contract.ts'
import classes from './privacy.module.css'

const lookMs = 1000

/** Makes a copy of everything held on a customer, and gives it out. */
export const CopiesDialog = ({
  customer,
  requestId,
  close,
}: {
  customer: { id: string; locale: string | null }
  /** What it answers. */
  requestId?: string
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const [language, setLanguage] = useState<'en' | 'ja'>(customer.locale === 'en' ? 'en' : 'ja')
  const copies = useRead(
    listPersonCopies,
    { id: customer.id },
    {
      refetchInterval: ({ state }) =>
        state.data?.data.some((one) => ['waiting', 'working'].includes(one.state)) ? lookMs : false,
    },
  )
  const make = useWrite(makePersonCopy, { quiet: true, invalidates: [listPersonCopies] })
  return (
    <Modal
      opened
      onClose={close}
      title={t('privacy.copies.title')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <p>{t('privacy.copies.text')}</p>
      <Form
        action={t('privacy.copies.make')}
        busy={make.isPending}
        error={make.error}
        submit={() =>
          make.mutate({ id: customer.id, language, ...(requestId ? { requestId } : {}) })
        }
      >
        <NativeSelect
          label={t('privacy.request.language')}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value as typeof language)}
          data={[
            { value: 'ja', label: '日本語' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form>
      <ErrorNote error={copies.error} retry={copies.refetch} />
      <ul className={classes.list} aria-live="polite">
        {copies.data?.data.map((one) => (
          <li key={one.id}>
            <span>
              <TimeText at={one.createdAt} /> {t(`privacy.copies.state.${one.state}`)}
              {one.unclear > 0 && (
                <>
                  <br />
                  <TextLink to="/settings/connections">
                    {t('privacy.copies.unclear', { count: one.unclear })}
                  </TextLink>
                </>
              )}
            </span>
            {one.state === 'ready' && (
              <Button
                component="a"
                size="xs"
                variant="default"
                href={`/api/v1/person-copies/${one.id}/file`}
                download
              >
                {t('privacy.copies.download', { size: bytes(locale, one.bytes ?? 0) })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  )
}
