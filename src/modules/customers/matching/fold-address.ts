import { foldNamePart, withoutMarks } from './fold-name.ts'
import { plain } from './variants.ts'

const digitOf = '〇一二三四五六七八九'
/** 二十三 and 二三 → 23; up to 999. */
const readNumeral = (text: string): string => {
  if (!/[十百]/.test(text)) return [...text].map((one) => digitOf.indexOf(one)).join('')
  const [, hundreds, tens, ones] = /^(?:(.*)百)?(?:(.*)十)?(.*)$/.exec(text)!
  const count = (part: string | undefined) => (part ? digitOf.indexOf(part) : 1)
  return String(
    (hundreds === undefined ? 0 : 100 * count(hundreds)) +
      (tens === undefined ? 0 : 10 * count(tens)) +
      (ones ? digitOf.indexOf(ones) : 0),
  )
}
const numeral = '[〇一二三四五六七八九十百]+'
const numerals = [
  new RegExp(`${numeral}(?=丁目|番|号|条|階|[-のノ之][\\d〇一二三四五六七八九十百])`, 'g'),
  new RegExp(`(?<=\\d-|\\d[のノ之]|丁目|番地?)${numeral}(?!\\p{Script=Han})`, 'gu'),
]

const short: Record<string, string> = {
  street: 'st',
  road: 'rd',
  avenue: 'ave',
  lane: 'ln',
  drive: 'dr',
  apartment: 'apt',
}

/**
 * A part of an address for comparing: 神南１丁目２番３号, 神南一丁目二の三 and 神南1-2-3 are one, 大字桜台 and 桜台, 霞ヶ関
 * and 霞が関, 丸の内 and 丸ノ内, High Street and High St.
 */
export const foldAddress = (value: string): string => {
  let text = withoutMarks(plain(value).toLowerCase()).replace(/[‐‑‒–—―−ー－]/g, '-')
  if (!/[\u0250-\uffff]/.test(text))
    text = text.replace(/\b(street|road|avenue|lane|drive|apartment)\b/g, (one) => short[one]!)
  else {
    for (const one of numerals) text = text.replace(one, readNumeral)
    text = text
      .replace(/丁目の?|番地の?|番(?!町|館)|(?<=\d)[のノ之](?=\d)/g, '-')
      .replace(/号(?=[棟館])/g, '')
      .replace(/号室?(?=\s*\d)/g, '-')
      .replace(/号室?|室(?=$)|#/g, '')
      .replace(/(?<=\d)階/g, 'f')
      .replace(/大字|小字|(?<=^|[^文])字(?=\p{Script=Han})/gu, '')
      .replace(/(?<=\p{Script=Han})[ヶケヵがガ](?=\p{Script=Han})/gu, 'ヶ')
      .replace(/(?<=\p{Script=Han})[のノ之](?=\p{Script=Han})/gu, 'の')
      .replace(/(?<=\p{Script=Han})[ッツっつ](?=\p{Script=Han})/gu, 'ツ')
  }
  return text
    .replace(/(?<=\d)[\s、,]+(?=\d)/g, '-')
    .replace(/[\s,.、。]+/g, '')
    .replace(/-+/g, '-')
    .replace(/-$/, '')
}

const prefectures = new Map(
  '北海道 hokkaido,青森県 aomori,岩手県 iwate,宮城県 miyagi,秋田県 akita,山形県 yamagata,福島県 fukushima,茨城県 ibaraki,栃木県 tochigi,群馬県 gunma,埼玉県 saitama,千葉県 chiba,東京都 tokyo,神奈川県 kanagawa,新潟県 niigata,富山県 toyama,石川県 ishikawa,福井県 fukui,山梨県 yamanashi,長野県 nagano,岐阜県 gifu,静岡県 shizuoka,愛知県 aichi,三重県 mie,滋賀県 shiga,京都府 kyoto,大阪府 osaka,兵庫県 hyogo,奈良県 nara,和歌山県 wakayama,鳥取県 tottori,島根県 shimane,岡山県 okayama,広島県 hiroshima,山口県 yamaguchi,徳島県 tokushima,香川県 kagawa,愛媛県 ehime,高知県 kochi,福岡県 fukuoka,佐賀県 saga,長崎県 nagasaki,熊本県 kumamoto,大分県 oita,宮崎県 miyazaki,鹿児島県 kagoshima,沖縄県 okinawa'
    .split(',')
    .flatMap((one) => {
      const [name = '', latin = ''] = one.split(' ')
      const bare = name === '北海道' ? name : name.slice(0, -1)
      return [name, bare, latin].map((form) => [form, bare] as const)
    }),
)
const prefectureFirst = /^(北海道|東京都|京都府|大阪府|.{2,3}?県)/

/** 東京都, 東京 and Tokyo-to are one. */
const foldRegion = (value: string): string => {
  const text = foldNamePart(value)
  return (
    prefectures.get(text) ??
    prefectures.get(text.replace(/(prefecture|ken|fu|to)$/, '').replace(/ō/g, 'o')) ??
    text
  )
}

const japanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
/** As good as any cut, as long as it is the same in both: 大阪市北区|梅田, 渋谷区|神南. */
const municipality = /^((?:[^\d]{1,6}?郡)?[^\d]{1,6}?[市区町村](?:[^\d市町村]{1,4}?区)?)(.*)$/
const startsWithTown = /^\p{Script=Han}{1,5}?[市区](?=\p{Script=Han})/u
/** What stands behind the numbers of a block: a building, or a room after three numbers. */
const behindBlock = /^(.*?(?:\d+(?:-\d+)+|\d+(?=-\D)))-?([^\d-].*)$/
const roomLast = /^(\D*\d+-\d+-\d+)-(\d+.*)$/

type Parts = { region: string; city: string; street: string; building: string }

/** An address for comparing, whichever of its parts was written into which field: 東京都渋谷区 and 神南 1-2-3 ハイツ渋谷 203. */
export const foldWholeAddress = (said: Parts): Parts => {
  const folded = {
    region: foldRegion(said.region),
    city: foldAddress(said.city),
    street: foldAddress(said.street),
    building: foldAddress(said.building),
  }
  const whole = folded.city + folded.street
  if (!japanese.test(whole)) return folded
  const first = prefectureFirst.exec(whole)?.[1]
  const prefecture = first && prefectures.get(first)
  const rest = prefecture ? whole.slice(first.length) : whole
  const hasTown = folded.city !== '' || prefecture !== undefined || startsWithTown.test(rest)
  const [, city = folded.city, behind = prefecture ? rest : folded.street] =
    (hasTown && municipality.exec(rest)) || []
  const parted = folded.building ? undefined : (behindBlock.exec(behind) ?? roomLast.exec(behind))
  return {
    region: folded.region || (prefecture ?? ''),
    city,
    street: parted ? parted[1]! : behind,
    building: parted ? parted[2]! : folded.building,
  }
}
