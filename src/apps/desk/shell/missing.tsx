import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'

export const Missing = () => {
  const t = useText()
  return (
    <>
      <PageTitle title={t('desk.missing')} hidden />
      <EmptyState title={t('desk.missing')} text={t('desk.missing.why')}>
        <TextLink to="/inbox">{t('desk.missing.way')}</TextLink>
      </EmptyState>
    </>
  )
}
