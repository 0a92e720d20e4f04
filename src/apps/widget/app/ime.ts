/** Tells whether a key belongs to an input method: composing, as old engines say it (229), or just after the composition ended (Safari). */
export const watchComposition = () => {
  let ended = Number.NEGATIVE_INFINITY
  return {
    end: (event: CompositionEvent) => {
      ended = event.timeStamp
    },
    owns: (event: KeyboardEvent) =>
      event.isComposing || event.keyCode === 229 || event.timeStamp - ended < 60,
  }
}
