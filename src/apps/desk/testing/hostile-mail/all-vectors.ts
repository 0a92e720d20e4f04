import type { Vector } from './vector.ts'
import { css } from './vectors/css.ts'
import { deceit } from './vectors/deceit.ts'
import { encodings } from './vectors/encodings.ts'
import { foreign } from './vectors/foreign.ts'
import { handlers } from './vectors/handlers.ts'
import { markup } from './vectors/markup.ts'
import { mutation } from './vectors/mutation.ts'
import { scripts } from './vectors/scripts.ts'
import { urls } from './vectors/urls.ts'

/** Written from the classes of OWASP's filter-evasion list, from mutation XSS and from attacks by style. */
export const vectors: readonly Vector[] = [
  ...scripts,
  ...handlers,
  ...urls,
  ...foreign,
  ...mutation,
  ...css,
  ...markup,
  ...encodings,
  ...deceit,
]
