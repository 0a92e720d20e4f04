import * as commerce from '../../src/modules/commerce/contract.ts'
import * as conversations from '../../src/modules/conversations/contract.ts'
import * as customers from '../../src/modules/customers/contract.ts'
import * as profile from '../../src/modules/customers/profile/contract.ts'
import type { Benchmark } from '../figure.ts'
import { createGetter } from '../http.ts'
import { measureCallers } from '../inbox/callers.ts'
import { makeFolder, openPostgres, signIn, startServer } from '../server.ts'
import { summarise } from '../statistics.ts'
import { fillCustomers, idOf, customers as size } from './fill.ts'
import { chance, personOf } from './people.ts'

const events = 3_000_000
const pageCallers = 2
const searchCallers = 4

/** What somebody waits for who opens a customer, or looks for one, in a shop that knows a million. */
export const customerPage: Benchmark = {
  figures: [
    { name: 'customer-page', unit: 'ms', target: 100, below: true },
    { name: 'customer-search', unit: 'ms', target: 150, below: true },
  ],
  minutes: 25,
  run: async ({ full, seed, say }) => {
    const folder = makeFolder()
    const databaseUrl = await openPostgres(folder)
    const { url } = await startServer(folder, { DATABASE_URL: databaseUrl })
    const me = await signIn(url)
    await fillCustomers(databaseUrl, { seed, say, events })
    const get = createGetter(8 * pageCallers + searchCallers, me.headers)
    const [rounds, seconds] = full ? [5, 15] : [3, 8]
    const times = { page: [] as number[], search: [] as number[] }
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const turns = (turn: number) => turn + round * 100_003
      const page = await measureCallers(pageCallers, seconds, (turn) =>
        openCustomer(get, url, Math.floor(size * chance(turns(turn), 91))),
      )
      const search = await measureCallers(searchCallers, seconds, (turn) =>
        find(get, url, wordsOf(turns(turn), seed)),
      )
      say(`customers: page ${page.p95.toFixed(1)} ms, search ${search.p95.toFixed(1)} ms`)
      if (round === 0) continue
      times.page.push(page.p95)
      times.search.push(search.p95)
    }
    const of = `${size} customers, ${events} tracked events of 28 days, ${rounds} × ${seconds} s`
    return {
      'customer-page': {
        ...summarise(times.page),
        size: `p95 of ${pageCallers} callers, all that the page reads, ${of}`,
      },
      'customer-search': {
        ...summarise(times.search),
        size: `p95 of ${searchCallers} callers, first page of 50 by parts of names in Han, kana and Latin letters, mail, phone, ${of}`,
      },
    }
  },
}

type Get = ReturnType<typeof createGetter>

/** All that the page reads, at once, as a browser does. Every other customer is one of the few who visit most. */
const openCustomer = (get: Get, url: string, n: number) => {
  const id = idOf(n % 2 === 0 ? n : Math.floor(n / 1000) * 2, 1)
  const at = ({ path }: { path: string }) => url + path.replace(':id', id)
  return Promise.all([
    get(at(customers.getCustomer)),
    get(at(profile.getProfile)),
    get(`${at(customers.listTimeline)}?limit=30`),
    get(`${at(profile.listNotes)}?limit=5`),
    get(`${at(profile.listCustomerFiles)}?limit=5`),
    get(at(customers.listIdentityActs)),
    get(at(commerce.getPurchases)),
    get(`${url}${conversations.listConversations.path}?customerId=${id}&status=open&limit=10`),
  ])
}

/** What staff type: mostly part of a name as it is written or read, else an address or some digits of a number. */
const wordsOf = (turn: number, seed: number): string => {
  const { family, given, kana, email, phone, name } = personOf(
    Math.floor(size * chance(turn, 92)),
    seed,
  )
  const reading = kana?.[0] ?? family
  const ways = [
    family,
    family.slice(0, 2),
    given,
    name,
    reading.slice(0, 3),
    kana ? `${kana[0]} ${kana[1].slice(0, 2)}` : `${family} ${given.slice(0, 2)}`,
    latin[Math.floor(latin.length * chance(turn, 93))]!,
    email,
    email.split('@')[0]!.slice(0, 6),
    phone,
    phone.slice(0, 7),
    phone.slice(-4),
  ]
  return ways[Math.floor(ways.length * chance(turn, 94))]!
}
/** Readings as one types them, common and rare, whole and begun. */
const latin =
  'sato satoh suzuki takahashi tana tanaka ito watanabe yamam nakamura kobayashi katou yoshida shimizu hase hasegawa teshigawara mitarai yamanashi takanashi misaki mis taro hanako kenichi ken yui ohno ono'.split(
    ' ',
  )

const find = async (get: Get, url: string, search: string) => {
  const query = new URLSearchParams({ search, limit: '50' })
  await get(`${url}${customers.listCustomers.path}?${query}`)
}
