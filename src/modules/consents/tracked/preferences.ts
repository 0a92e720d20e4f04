/** Events by which libraries say that somebody chose just now: Segment's, RudderStack's. */
const choices = new Set(['Segment Consent Preference Updated', 'Consent Management Interaction'])

export const isConsentChoice = ({ kind, name }: { kind: string; name: string }) =>
  kind === 'track' && choices.has(name)

/** What a tracked event's context holds; the sender's, so it may be anything. */
export type ToldConsent = {
  /** Segment's `context.consent.categoryPreferences`: category → whether it is allowed. */
  categoryPreferences: unknown
  /** RudderStack's `context.consentManagement`: `{ provider, allowedConsentIds, deniedConsentIds, resolutionStrategy }`. */
  consentManagement: unknown
}
export type Preferences = { preferences: Record<string, boolean>; provider?: string | undefined }

/** Categories of one event; more is no banner. */
const most = 50
export const longestCategory = 100

const isCategory = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && name.length <= longestCategory
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const categoriesOf = (list: unknown) =>
  Array.isArray(list) ? list.slice(0, most).filter(isCategory) : []

/**
 * Which categories an event says are allowed and which are not; undefined where it says nothing. What stands on both of
 * RudderStack's lists is not allowed. Its `resolutionStrategy` is about where RudderStack would send the event on to.
 */
export const readPreferences = (told: ToldConsent): Preferences | undefined => {
  const { categoryPreferences: segment, consentManagement: rudder } = told
  const { allowedConsentIds, deniedConsentIds, provider } = isObject(rudder) ? rudder : {}
  const said = [
    ...categoriesOf(allowedConsentIds).map((name) => [name, true] as const),
    ...categoriesOf(deniedConsentIds).map((name) => [name, false] as const),
    ...Object.entries(isObject(segment) ? segment : {})
      .slice(0, most)
      .flatMap(([name, yes]) =>
        isCategory(name) && typeof yes === 'boolean' ? [[name, yes] as const] : [],
      ),
  ]
  if (said.length === 0) return undefined
  return {
    preferences: Object.fromEntries(said),
    provider: typeof provider === 'string' && provider ? provider.slice(0, 100) : undefined,
  }
}
