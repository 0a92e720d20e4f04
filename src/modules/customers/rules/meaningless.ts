/** Values that broken integrations send for everybody; taken as identifiers they glue strangers together. */
const words = new Set([
  'anonymous',
  'anonymousid',
  'anonymous_id',
  'guest',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'true',
  'false',
  'id',
  'user_id',
  'userid',
  'distinct_id',
  'distinctid',
  'email',
  'unknown',
  'not_authenticated',
  '[object object]',
  '-1',
  '""',
  "''",
  '"',
  'なし',
  '不明',
])

/** Nothing but zeros and dashes, as of a phone that withholds its id; or one digit again and again, as of a test card. */
const filler = /^([0-]+|\+?(\d)\2{6,})$/

/** Whether a normalised value says nothing of whoever it is said of. */
export const isMeaningless = (value: string): boolean => {
  const bare = value.replace(/^(["'])(.*)\1$/, '$2').trim()
  return bare === '' || words.has(bare.toLowerCase()) || filler.test(bare)
}

/** Boxes that a whole company reads: such an address is shown, and never makes two records one. */
const roles =
  /^(info|contact|sales|support|help|office|admin|administrator|webmaster|postmaster|hostmaster|abuse|noreply|no-reply|no_reply|donotreply|do-not-reply|mailer-daemon|billing|accounts|hello|team|shop|order|orders|service|customer|customerservice|inquiry|otoiawase|soumu|jimu|keiri|eigyo)@/

export const isRoleAddress = (type: string, value: string): boolean =>
  type === 'email' && roles.test(value)
