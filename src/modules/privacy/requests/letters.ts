import { type Language, wordsIn } from '../words.ts'
import type { PrivacyRequest } from './read-requests.ts'

type Facts = Pick<
  PrivacyRequest,
  'kind' | 'state' | 'requester' | 'receivedOn' | 'dueOn' | 'outcome'
>
/** What they agreed to that their data is used for. */
type Agreed = { nameEn: string; nameJa: string; descriptionEn: string; descriptionJa: string }
type Brand = { brand: string; agreed: readonly Agreed[] }

/** `2026-12-03` as letters write it. */
export const dayIn = (language: Language, day: string) =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`))

const listAgreed = (language: Language, agreed: readonly Agreed[]) => {
  const t = wordsIn(language)
  return agreed
    .map((one) =>
      language === 'ja'
        ? { name: one.nameJa, description: one.descriptionJa }
        : { name: one.nameEn, description: one.descriptionEn },
    )
    .map((one) => t(`privacy.letter.purpose${one.description ? '' : '-plain'}`, one))
    .join('\n')
}

const write = (
  language: Language,
  kind: 'received' | 'answer',
  facts: Facts,
  { brand, agreed }: Brand,
) => {
  const t = wordsIn(language)
  const values = {
    brand,
    requester: facts.requester || t('privacy.letter.somebody'),
    subject: t(`privacy.letter.kind.${facts.kind}`),
    received: dayIn(language, facts.receivedOn),
    due: dayIn(language, facts.dueOn),
  }
  // Nothing is said to be done before it is.
  const how =
    facts.state === 'done'
      ? `done.${facts.kind}`
      : facts.state === 'refused' || facts.state === 'withdrawn'
        ? facts.state
        : 'open'
  return [
    t('privacy.letter.dear', values),
    t('privacy.letter.about', values),
    kind === 'received'
      ? t('privacy.letter.received', values)
      : t(`privacy.letter.answer.${how}`, values),
    ...(kind === 'answer' && how === 'done.purpose-of-use' && agreed.length > 0
      ? [listAgreed(language, agreed)]
      : []),
    ...(kind === 'answer' && facts.outcome ? [facts.outcome] : []),
    t('privacy.letter.end', values),
  ].join('\n\n')
}

/** What to write to whoever asked, to be copied and signed by a person. */
export const writeLetters = (facts: Facts, from: Brand) => {
  const inBoth = (kind: 'received' | 'answer') => ({
    en: write('en', kind, facts, from),
    ja: write('ja', kind, facts, from),
  })
  return { received: inBoth('received'), answer: inBoth('answer') }
}
