import { isMeaningless } from './rules/meaningless.ts'
import { normaliseAs } from './rules/normalise-as.ts'
import { builtIn, type Normaliser } from './rules/types.ts'

const usual = new Map<string, Normaliser>(builtIn.map((one) => [one.type, one.normaliser]))

/**
 * One spelling per identifier, by the built-in kinds unless told otherwise. Undefined for a value that identifies nobody.
 */
export const normalise = (
  type: string,
  value: string,
  normaliser: Normaliser = usual.get(type) ?? 'text',
): string | undefined => {
  const normal = normaliseAs(normaliser, value)
  return normal === undefined || isMeaningless(normal) ? undefined : normal
}
