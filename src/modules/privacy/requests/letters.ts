import { type Language, wordsIn } from '../words.ts'
import type { PrivacyRequest } from './read-requests.ts'

type Facts = Pick<
  PrivacyRequest,
  'kind' | 'state' | 'requester' | 'receivedOn' | 'dueOn' | 'outcome'
>

const dayIn = (language: Language, day: string) =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`))

const write = (language: Language, kind: 'received' | 'answer', facts: Facts, brand: string) => {
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
    ...(kind === 'answer' && facts.outcome ? [facts.outcome] : []),
    t('privacy.letter.end', values),
  ].join('\n\n')
}

/** What to write to whoever asked, to be copied and signed by a person. */
export const writeLetters = (facts: Facts, brand: string) => ({
  received: {
    en: write('en', 'received', facts, brand),
    ja: write('ja', 'received', facts, brand),
  },
  answer: { en: write('en', 'answer', facts, brand), ja: write('ja', 'answer', facts, brand) },
})
