import { normaliseAs } from '../rules/normalise-as.ts'
import type { Rules } from '../rules/read-rules.ts'

/** A value as identifiers are compared; else why it is none: not of this kind, or it stands for nobody. */
export const readIdentifier = (
  rules: Rules,
  type: string,
  value: string,
): { value: string } | { refused: 'invalid' | 'blocked' } => {
  const normal = rules.normal(type, value)
  if (normal !== undefined) return { value: normal }
  const isOfKind = normaliseAs(rules.of(type).normaliser, value) !== undefined
  return { refused: isOfKind ? 'blocked' : 'invalid' }
}
