/** Only places of this desk; anything else could lead a member to a stranger's page. */
export const placeAfter = (to: string | undefined) =>
  to && /^\/(?![/\\])/.test(to) ? to : '/inbox'
