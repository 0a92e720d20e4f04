import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { TextLink } from '../../../../foundation/browser/ui/link.tsx'
import type { InboxSearch } from '../inbox-routes.ts'

/** Says why nothing is here and what one could do. */
export const ListEmpty = ({ search }: { search: InboxSearch }) => {
  const t = useText()
  const mayConnect = useCan('connection.manage')
  const { view = 'all', status = 'open', search: words, labelId, customerId } = search
  const isNarrowed = words || labelId || customerId
  if (isNarrowed)
    return (
      <EmptyState title={t('inbox.none-found')} text={t('inbox.none-found-text')}>
        <TextLink to="/inbox" search={{}}>
          {t('inbox.show-all')}
        </TextLink>
      </EmptyState>
    )
  if (status !== 'open' || view !== 'all')
    return (
      <EmptyState
        title={t(status === 'open' ? `inbox.none-${view}` : 'inbox.none-here')}
        text={t(status === 'open' ? `inbox.none-${view}-text` : 'inbox.none-here-text')}
      >
        <TextLink to="/inbox" search={{}}>
          {t('inbox.show-all')}
        </TextLink>
      </EmptyState>
    )
  return (
    <EmptyState title={t('inbox.none')} text={t('inbox.none-text')}>
      {mayConnect && <TextLink to="/settings/connections">{t('inbox.connect')}</TextLink>}
    </EmptyState>
  )
}
