/** Readers of what stands in the address; what is not understood is left out, so that an old address still opens. */
export type Search = Record<string, unknown>

/** A number typed into the address reads as text too. */
export const textOf = (value: unknown, longest = 200) => {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text !== '' && text.length <= longest ? text : undefined
}

export const oneOf = <T extends string>(values: readonly T[], value: unknown) =>
  values.find((one) => one === value)

export const idOf = (value: unknown) =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)
    ? value
    : undefined
