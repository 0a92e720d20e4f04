import { useText } from '../../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'

/** Beside the list, before one is opened. */
export const NothingOpen = () => {
  const t = useText()
  return <EmptyState title={t('inbox.nothing-open')} text={t('inbox.nothing-open-text')} />
}
