import { Link } from '@tanstack/react-router'
import { bytes } from '../../../../foundation/browser/formats.ts'
import { useReadPages } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ShowMore } from '../../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { downloadFile } from '../../../files/contract.ts'
import { listCustomerFiles } from '../../profile/contract.ts'
import { languageOf } from '../text-language.ts'
import classes from './profile.module.css'

/** What was sent to and fro; nothing when there is nothing. */
export const FilesSection = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const { locale } = useLocale()
  const files = useReadPages(listCustomerFiles, { id: customerId, limit: 5 })
  if (files.rows.length === 0) return null
  return (
    <section aria-label={t('files.title')} className={classes.section}>
      <h2 className={classes.heading}>{t('files.title')}</h2>
      <ul className={classes.rows}>
        {files.rows.map((file) => (
          <li key={`${file.id} ${file.at}`} className={classes.row}>
            <a
              href={downloadFile.path.replace(':id', file.id)}
              target="_blank"
              rel="noreferrer"
              lang={languageOf(file.name)}
            >
              {file.name}
            </a>
            <span className={classes.foot}>
              {bytes(locale, file.bytes)}
              <Link to="/inbox/$conversationId" params={{ conversationId: file.conversationId }}>
                {t(`files.${file.direction}`)} <TimeText at={file.at} />
              </Link>
            </span>
          </li>
        ))}
      </ul>
      <ShowMore list={files} />
    </section>
  )
}
