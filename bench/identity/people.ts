import type { Said } from '../../src/modules/customers/duplicates/record.ts'

/** What somebody says of themselves, as it was given; empty where nothing is. */
export type Known = {
  id: string
  name: string
  kana: string
  email: string
  phone: string
  postcode: string
  address: string
  birthday: string
}

/** mulberry32: the same people from the same seed. */
export const createRandom = (seed: number) => {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (count: number) => Math.floor(next() * count)
  return { next, below, pick: <T>(all: readonly T[]): T => all[below(all.length)]! }
}
export type Random = ReturnType<typeof createRandom>

/** Common names come often and rare ones seldom, as in life: the nth about 1/n as often as the first. */
const skewed = <T>(random: Random, all: readonly T[]): T =>
  all[Math.min(all.length - 1, Math.floor(all.length ** random.next()) - 1)]!

const families =
  '佐藤 サトウ,鈴木 スズキ,高橋 タカハシ,田中 タナカ,伊藤 イトウ,渡辺 ワタナベ,山本 ヤマモト,中村 ナカムラ,小林 コバヤシ,加藤 カトウ,吉田 ヨシダ,山田 ヤマダ,佐々木 ササキ,山口 ヤマグチ,松本 マツモト,井上 イノウエ,木村 キムラ,林 ハヤシ,斎藤 サイトウ,清水 シミズ,山崎 ヤマザキ,森 モリ,池田 イケダ,橋本 ハシモト,阿部 アベ,石川 イシカワ,山下 ヤマシタ,中島 ナカジマ,石井 イシイ,小川 オガワ,前田 マエダ,岡田 オカダ,長谷川 ハセガワ,藤田 フジタ,近藤 コンドウ,後藤 ゴトウ,石田 イシダ,村上 ムラカミ,遠藤 エンドウ,青木 アオキ,坂本 サカモト,福田 フクダ,太田 オオタ,西村 ニシムラ,藤井 フジイ,金子 カネコ,岡本 オカモト,藤原 フジワラ,三浦 ミウラ,中野 ナカノ,原田 ハラダ,松田 マツダ,竹内 タケウチ,小野 オノ,中山 ナカヤマ,浜崎 ハマサキ,広沢 ヒロサワ,桜井 サクライ,黒田 クロダ,関口 セキグチ'
const givens =
  '太郎 タロウ,花子 ハナコ,一郎 イチロウ,陽子 ヨウコ,健太 ケンタ,美咲 ミサキ,翔太 ショウタ,愛 アイ,大輔 ダイスケ,恵子 ケイコ,直樹 ナオキ,由美 ユミ,拓也 タクヤ,真由美 マユミ,亮 リョウ,久美子 クミコ,和也 カズヤ,裕子 ユウコ,誠 マコト,明美 アケミ,隆 タカシ,幸子 サチコ,浩 ヒロシ,京子 キョウコ,学 マナブ,千尋 チヒロ,蓮 レン,結衣 ユイ,悠斗 ユウト,葵 アオイ,湊 ミナト,凛 リン,大和 ヤマト,陽菜 ヒナ,颯太 ソウタ,さくら サクラ,樹 イツキ,美羽 ミウ,純一 ジュンイチ,智子 トモコ'
const english =
  'Smith,Jones,Taylor,Brown,Williams,Wilson,Johnson,Davies,Robinson,Wright,Thompson,Evans,Walker,White,Roberts,Green,Hall,Wood,Jackson,Clarke,Hansen,Johansen,Olsen,Larsen,Andersen,Pedersen,Nilsen,Kristiansen,Jensen,Karlsen,Søndergaard,Müller,Schmidt,García,O’Neill,Murphy,Kelly,Byrne,Ryan,Doyle'
const firsts =
  'Oliver,George,Harry,Noah,Jack,Leo,Arthur,Muhammad,Oscar,Charlie,Olivia,Amelia,Isla,Ava,Mia,Ivy,Lily,Isabella,Rosie,Sophia,Emma,Nora,Sofie,Ingrid,Lars,Olav,Bjørn,Magnus,José,Zoë,Catherine,Katherine,Jon,John,Stephen,Steven,Ann,Anne,Sara,Sarah'
const pairs = (text: string) => text.split(',').map((one) => one.split(' ') as [string, string])
const jaFamilies = pairs(families)
const jaGivens = pairs(givens)
const enFamilies = english.split(',')
const enGivens = firsts.split(',')
const towns =
  '渋谷区神南,新宿区西新宿,大阪市北区梅田,京都市左京区吉田,札幌市中央区北,福岡市博多区住吉,横浜市西区高島,名古屋市中区栄,仙台市青葉区中央,神戸市中央区磯上通'.split(
    ',',
  )
const streets =
  'High Street,Station Road,Church Lane,Mill Road,Park Avenue,Victoria Road,Queensway,Storgata,Kirkeveien,Green Lane'.split(
    ',',
  )

const two = (n: number) => String(n).padStart(2, '0')

/** One person, Japanese seven times in ten. Most leave something out. */
export const makePerson = (random: Random, id: string): Known => {
  const { below, pick, next } = random
  const isJapanese = next() < 0.7
  const [family, familyKana] = isJapanese
    ? skewed(random, jaFamilies)
    : [skewed(random, enFamilies), '']
  const [given, givenKana] = isJapanese ? skewed(random, jaGivens) : [skewed(random, enGivens), '']
  const n = below(10_000_000)
  const has = (share: number) => next() < share
  const block = `${1 + below(9)}-${1 + below(30)}-${1 + below(40)}`
  return {
    id,
    name: isJapanese ? `${family} ${given}` : `${given} ${family}`,
    kana: isJapanese && has(0.8) ? `${familyKana} ${givenKana}` : '',
    email: has(0.85)
      ? `${pick(['k', 'm', 'user', 'info', 'shop', 'my'])}${pick(['.', '-', ''])}${n.toString(36)}@${pick(['example.jp', 'example.com', 'mail.example', 'example.ne.jp'])}`
      : '',
    phone: has(0.75)
      ? isJapanese
        ? `090-${two(below(100))}${two(below(100))}-${two(below(100))}${two(below(100))}`
        : `+44 7${String(below(1e9)).padStart(9, '0')}`
      : '',
    postcode: has(0.7)
      ? isJapanese
        ? `${100 + below(900)}-${String(below(400)).padStart(4, '0')}`
        : `LS${below(30)} ${below(10)}AB`
      : '',
    address: has(0.65)
      ? isJapanese
        ? `${pick(towns)}${block}`
        : `${1 + below(300)} ${pick(streets)}`
      : '',
    birthday: has(0.6) ? `${1940 + below(70)}-${two(1 + below(12))}-${two(1 + below(28))}` : '',
  }
}

const slip = (random: Random, text: string) => {
  if (text.length < 3) return text
  const at = random.below(text.length - 1)
  const kind = random.below(3)
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1)
  if (kind === 1) return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
  return text.slice(0, at) + text[random.below(text.length)] + text.slice(at + 1)
}
const widen = (text: string) =>
  text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))
const odd: Record<string, string> = {
  高: '髙',
  斎: '齋',
  辺: '邊',
  浜: '濱',
  沢: '澤',
  桜: '櫻',
  崎: '﨑',
  広: '廣',
}

/** The same person written down another time: in another form, with a slip or two, with more or less of it. */
export const writeAgain = (random: Random, person: Known): Known => {
  const { next, below } = random
  const again = { ...person }
  const at = (share: number) => next() < share
  if (at(0.3))
    again.name = [...again.name]
      .map((one) => odd[one] ?? one)
      .join('')
      .replace(' ', '　')
  if (at(0.2)) again.name = again.name.replace(/\s/g, '')
  if (at(0.15) && again.kana) again.name = again.kana
  if (at(0.15)) again.name = slip(random, again.name)
  if (at(0.3)) again.kana = ''
  if (at(0.2)) again.email = ''
  else if (at(0.25)) again.email = `${again.email.split('@')[0] || 'x'}@elsewhere.example`
  else if (at(0.1)) again.email = slip(random, again.email)
  if (at(0.25)) again.phone = ''
  else if (at(0.4)) again.phone = widen(again.phone)
  else if (at(0.3)) again.phone = again.phone.replace(/^0(90)-/, '+81 $1-')
  if (at(0.3)) again.postcode = ''
  if (at(0.4)) again.address = again.address.replace(/(\d+)-(\d+)-(\d+)$/, '$1丁目$2番$3号')
  if (at(0.3)) again.address = ''
  if (at(0.3)) again.birthday = ''
  else if (at(0.1)) again.birthday = again.birthday.replace(/\d\d$/, two(1 + below(28)))
  return again
}

/** As the product keeps it, field by field. */
export const saidBy = ({ name, kana, address, ...rest }: Known): Said => {
  const [familyKana = '', givenKana = ''] = kana.split(' ')
  const [, city = '', street = ''] = /^(\D*)(.*)$/.exec(address)!
  const fields = {
    name,
    family_kana: familyKana,
    given_kana: givenKana,
    city,
    street,
    email: rest.email,
    phone: rest.phone,
    postcode: rest.postcode,
    birthday: rest.birthday,
  }
  return new Map(Object.entries(fields).filter(([, value]) => value !== ''))
}

/** So many people one after the other, one of five written down again right after; `id` is their number. */
export const eachPerson = function* (random: Random, count: number) {
  for (let n = 0; n < count; n += 1) {
    const person = makePerson(random, String(n))
    yield { person, again: false }
    if (random.next() >= 0.2 || n + 1 === count) continue
    n += 1
    yield { person: { ...writeAgain(random, person), id: String(n) }, again: true }
  }
}
