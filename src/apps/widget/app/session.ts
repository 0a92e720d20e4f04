import type { Boot } from '../boot.ts'
import { alone } from './alone.ts'
import { readAnonymousId } from './analytics.ts'
import type { Api, Refusal, Visitor } from './api.ts'
import type { Store } from './store.ts'

/** Where the visitor is; the part after # stays with the visitor. */
export const pageUrl = () => location.href.split('#')[0]!.slice(0, 2000)

/** Who the visitor is to the server: nobody, until something is sent. */
export const createSession = (
  boot: Boot,
  store: Store,
  api: Api,
  on: {
    visitor: (visitor: Visitor) => void
    /** More of the thread may be seen than before. */
    proved: (visitor: Visitor) => void
    forgotten: () => void
    /** The page's word on who is signed in does not hold. */
    refused: (code: string) => void
  },
) => {
  let jwt: string | undefined

  const start = () =>
    alone(`${store.name}:start`, async () => {
      const known = store.token()
      if (known) return known
      const begin = () =>
        api.start({
          connectionId: boot.settings.connection,
          locale: boot.locale,
          pageUrl: pageUrl(),
          anonymousId: readAnonymousId(),
          jwt,
        })
      const { token, visitor } = await begin().catch((error: Refusal) => {
        if (error.code !== 'identify.refused') throw error
        // What the visitor writes counts more than who the page says it is.
        dropJwt(error)
        return begin()
      })
      jwt = undefined
      store.keepToken(token)
      on.visitor(visitor)
      return token
    })

  const dropJwt = ({ code }: Refusal) => {
    jwt = undefined
    on.refused(code)
  }

  const forget = (token: string) => {
    if (store.token() !== token) return
    store.dropToken()
    on.forgotten()
  }

  /** Calls as the visitor, who begins now if there is none. A token that is not known any more is replaced once. */
  const use = async <T>(work: (token: string) => Promise<T>, again = true): Promise<T> => {
    const token = store.token() || (await start())
    try {
      return await work(token)
    } catch (error) {
      if ((error as Refusal).status !== 401) throw error
      forget(token)
      if (!again) throw error
      return use(work, false)
    }
  }

  return {
    use,
    forget,
    /** Says who is signed in on the page, as soon as `isTouched`; until then it is only remembered. */
    identify: async (given: string | undefined, isTouched: boolean) => {
      jwt = given ?? jwt
      if (!jwt || !isTouched) return
      const mine = jwt
      try {
        const token = store.token()
        if (!token) return void (await start())
        on.proved(await api.identify(token, mine))
        jwt = undefined
      } catch (error) {
        const refused = error as Refusal
        if (refused.status === 401) forget(store.token() ?? '')
        else if (refused.status) dropJwt(refused)
      }
    },
    clear: () => {
      jwt = undefined
    },
  }
}
