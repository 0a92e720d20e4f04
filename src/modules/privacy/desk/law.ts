import { useText } from '../../../foundation/browser/texts.tsx'
import { type Article, type RequestKind, ruleOf } from '../requests/contract.ts'

/** Which articles give a right, as people cite them. */
export const useLaw = () => {
  const t = useText()
  const cite = (law: 'appi' | 'gdpr', one: Article | undefined) =>
    one &&
    t(`privacy.law.${law}${one.paragraph ? '.paragraph' : ''}`, {
      article: one.article,
      paragraph: one.paragraph ?? 0,
    })
  return (kind: RequestKind) => {
    const { appi, gdpr } = ruleOf(kind)
    return [cite('appi', appi), cite('gdpr', gdpr)].filter(Boolean).join(t('privacy.separator'))
  }
}
