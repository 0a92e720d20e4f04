import { Link } from '@tanstack/react-router'
import { useRead } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { listNotes } from '../../profile/contract.ts'
import panel from '../customer-panel.module.css'
import { languageOf } from '../text-language.ts'
import classes from './profile.module.css'

const shown = 2

/** What staff pinned and last noted of a customer, beside what is at hand; draws nothing without notes. */
export const LatestNotes = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const { data } = useRead(listNotes, { id: customerId, limit: shown })
  if (!data?.data.length) return null
  return (
    <section className={panel.group}>
      <h3 className={panel.small}>{t('notes.title')}</h3>
      {data.data.map(({ id, text, authorName, createdAt, pinnedAt }) => (
        <article key={id} className={classes.note}>
          {pinnedAt && <span className={classes.pinned}>{t('notes.pinned')}</span>}
          <p className={classes.short} lang={languageOf(text)}>
            {text}
          </p>
          <div className={classes.foot}>
            <span>
              {authorName} <TimeText at={createdAt} />
            </span>
          </div>
        </article>
      ))}
      {data.next && (
        <Link to="/customers/$customerId" params={{ customerId }} className={classes.more}>
          {t('notes.all')}
        </Link>
      )}
    </section>
  )
}
