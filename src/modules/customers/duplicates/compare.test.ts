import { expect, test } from 'vitest'
import { unknown } from '../matching/schema.ts'
import { compare } from './compare.ts'
import { fieldsWith, toRecord } from './record.ts'

type Said = Record<string, string>
const fields = fieldsWith([])

/** What is told of two: `same` where all agrees, `other` where something plainly does not, `near` in between. */
const verdict = (one: Said, other: Said) => {
  const [a, b] = [one, other].map((said, at) =>
    toRecord(`${at}`, new Map(Object.entries(said)), fields),
  )
  const levels = new Int8Array(fields.length)
  const told = (['a', 'b'] as const).map((first) => {
    compare(fields, first === 'a' ? a! : b!, first === 'a' ? b! : a!, levels)
    const known = [...levels].filter((level) => level !== unknown)
    if (known.length === 0) return 'nothing'
    return known.every((level) => level === 0) ? 'same' : known.includes(3) ? 'other' : 'near'
  })
  expect(told[0]).toBe(told[1])
  return told[0]
}
const name = (text: string): Said => {
  const [shown = '', kana] = text.split('|')
  const [family = '', given = ''] = (kana ?? '').split(' ')
  return kana ? { name: shown, family_kana: family, given_kana: given } : { name: shown }
}

test.each([
  // Variant kanji, width, spaces, honorifics.
  ['髙橋　太郎 様', '高橋太郎', 'same'],
  ['山﨑 愛', '山崎 愛', 'same'],
  ['渡邊 花子', '渡邉 花子', 'same'],
  ['渡邉花子', '渡辺　花子', 'same'],
  ['齋藤 誠', '斉藤 誠', 'same'],
  ['齊藤 誠', '斎藤 誠', 'same'],
  ['葛󠄀城 亮', '葛城 亮', 'same'],
  ['𠮷田 茂', '吉田 茂', 'same'],
  ['瀧澤 學', '滝沢 学', 'same'],
  ['佐々木 希', '佐佐木 希', 'same'],
  ['桒原 栁子', '桑原 柳子', 'same'],
  ['檜山 眞彥', '桧山 真彦', 'same'],
  ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ヤマダ　タロウ', 'same'],
  ['山田 さくら', '山田 サクラ', 'same'],
  // Kana, romaji and how they are spelled.
  ['ヤマダ タロウ', 'Taro Yamada', 'same'],
  ['やまだ たろう', 'YAMADA Taro', 'same'],
  ['大野 太郎|オオノ タロウ', 'Taro Ohno', 'same'],
  ['大野 太郎|オオノ タロウ', 'Tarou Oono', 'same'],
  ['Taro Ono', 'Tarō Ōno', 'same'],
  ['Taro Ohno', 'Tarô Ôno', 'same'],
  ['大塚 真司|オオツカ シンジ', 'Sinzi Ôtuka', 'same'],
  ['Shinji Otsuka', 'Sinzi Otuka', 'same'],
  ['藤井 千鶴|フジイ チヅル', 'Chizuru Fujii', 'same'],
  ['藤井 千鶴|フジイ チヅル', 'Tizuru Huzii', 'same'],
  ['本間 純|ホンマ ジュン', 'Jyun Homma', 'same'],
  ['難波 翔|ナンバ ショウ', 'Syo Namba', 'same'],
  ['難波 翔|ナンバ ショウ', 'SHO NANBA', 'same'],
  ['八田 浩一|ハッタ コウイチ', 'Koichi Hatta', 'same'],
  ['八田 浩一|ハッタ コウイチ', 'Kouichi Hatta', 'same'],
  ['伊藤 勇気|イトウ ユウキ', 'Yuhki Itoh', 'same'],
  ['井上 慎一|イノウエ シンイチ', "Shin'ichi Inoue", 'same'],
  ['井上 慎一|イノウエ シンイチ', 'Shin-ichi Inoue', 'same'],
  ['八丁 瞳|ハッチョウ ヒトミ', 'Hitomi Haccho', 'same'],
  ['サトー ケーコ', 'サトウ ケイコ', 'same'],
  ['さとう けいこ', 'サトウ ケイコ', 'same'],
  ['三宅 ちづる|ミヤケ チズル', 'ミヤケ チヅル', 'same'],
  ['長谷川 京子|ハセガワ キョウコ', 'ハセガワ キヨウコ', 'near'],
  ['阿部 涼|アベ リョウ', 'Ryoh Abe', 'same'],
  // People who are called alike, and are not the same.
  ['大野 太郎|オオノ タロウ', '小野 太郎|オノ タロウ', 'other'],
  ['佐藤 優希|サトウ ユウキ', '佐藤 由紀|サトウ ユキ', 'other'],
  ['サトウ ユウキ', 'サトウ ユキ', 'other'],
  ['伊藤 健|イトウ ケン', '伊東 健|イトウ ケン', 'other'],
  ['太田 誠|オオタ マコト', '小田 誠|オダ マコト', 'other'],
  ['佐藤 裕子|サトウ ヒロコ', '佐藤 裕子|サトウ ユウコ', 'other'],
  ['田中 一郎', '田中 二郎', 'other'],
  ['田中太郎', '田中 太一', 'other'],
  ['髙橋 良子', '髙橋 太郎', 'other'],
  ['鈴木 愛', '鈴木 恵', 'other'],
  ['ヤマダ ハナコ', 'Taro Yamada', 'other'],
  // English and its neighbours.
  ['Smith, John', 'John Smith', 'same'],
  ['Mr John Smith', 'john smith', 'same'],
  ['Dr. Ann O’Neill', 'Ann ONeill', 'same'],
  ['Ann Jones-Smith', 'Ann Jones Smith', 'same'],
  ['Søren Kierkegård', 'Soren Kierkegard', 'same'],
  ['Łukasz Müller', 'Lukasz Muller', 'same'],
  ['José García', 'Jose Garcia', 'same'],
  ['J. Smith', 'John Smith', 'near'],
  ['Jon Smith', 'John Smith', 'same'],
  ['Catherine Byrne', 'Katherine Byrne', 'near'],
  ['John Smith', 'Jane Smith', 'other'],
  ['John Smith', 'John Taylor', 'other'],
])('the names %s and %s: %s', (a, b, told) => expect(verdict(name(a), name(b))).toBe(told))

const whole = { region: '東京都', city: '渋谷区' }
test.each([
  [{ street: '神南一丁目2番3号' }, { street: '神南1-2-3' }, 'same'],
  [{ street: '神南１－２－３' }, { street: '神南1丁目2-3' }, 'same'],
  [{ street: '神南一ノ二ノ三' }, { street: '神南1の2の3' }, 'same'],
  [{ street: '神南1丁目12番地の3' }, { street: '神南一丁目十二番三号' }, 'same'],
  [{ street: '神南2番地3' }, { street: '神南２ー３' }, 'same'],
  [{ street: '桜台字中島二十三番地' }, { street: '大字桜台中島23' }, 'same'],
  [{ street: '霞ヶ関1-1' }, { street: '霞が関１丁目１' }, 'same'],
  [{ street: '丸ノ内1-1' }, { street: '丸の内1-1' }, 'same'],
  [{ street: '三ッ沢上町5' }, { street: '三ツ沢上町5番' }, 'same'],
  [{ street: '一番町5-6' }, { street: '一番町5番6号' }, 'same'],
  [
    { street: '神南1-2-3', building: 'コーポ山田 203号室' },
    { street: '神南1-2-3', building: 'ｺｰﾎﾟ山田２０３' },
    'same',
  ],
  [
    { street: '神南1-2-3 ハイツ渋谷203' },
    { street: '神南1-2-3', building: 'ハイツ渋谷 203号' },
    'same',
  ],
  [{ street: '神南1-2-3-203' }, { street: '神南1丁目2番3号', building: '203号室' }, 'same'],
  [
    { street: '神南1-2-3', building: 'ABCビル5階' },
    { street: '神南1-2-3', building: 'ＡＢＣビル 5F' },
    'same',
  ],
  [{ city: '東京都渋谷区', region: '', street: '神南1-2-3' }, { street: '神南1-2-3' }, 'same'],
  [{ region: '', city: '', street: '東京都渋谷区神南1-2-3' }, { street: '神南1-2-3' }, 'same'],
  [{ city: '渋谷区神南', street: '1-2-3' }, { street: '神南1-2-3' }, 'same'],
  [{ region: 'Tokyo', street: '神南1-2-3' }, { region: '東京', street: '神南1-2-3' }, 'same'],
  [
    { region: 'Osaka-fu', city: '大阪市北区', street: '梅田3' },
    { region: '', city: '大阪府大阪市', street: '北区梅田3丁目' },
    'same',
  ],
  [{ street: '神南1-2-3' }, { city: 'Shibuya-ku', street: '1-2-3 Jinnan' }, 'same'],
  [{ street: '神南1-2-3' }, { street: '神南1-23' }, 'near'],
  [{ street: '神南1-2-3' }, { street: '宇田川町31-2' }, 'other'],
  [{ city: '世田谷区', street: '中町1-2-3' }, { city: '武蔵野市', street: '中町1-2-3' }, 'other'],
])('the addresses %o and %o: %s', (a, b, told) =>
  expect(verdict({ ...whole, ...a }, { ...whole, ...b })).toBe(told),
)

test.each([
  [{ street: '12 High Street' }, { street: '12 High St.' }, 'same'],
  [{ phone: '+81 (0)90-1234-5678' }, { phone: '０９０－１２３４－５６７８' }, 'same'],
  [{ phone: '06-6123-4567 内線12' }, { phone: '(06) 6123 4567' }, 'same'],
  [{ phone: '+44 7700 900123' }, { phone: '07700 900123' }, 'same'],
  [{ phone: '090-1234-5678' }, { phone: '080-1234-5678' }, 'near'],
  [{ phone: '090-1234-5678' }, { phone: '090-8765-4321' }, 'other'],
  [{ postcode: '〒１５０ー００４１' }, { postcode: '1500041' }, 'same'],
  [{ birthday: '昭和55年1月5日' }, { birthday: '1980/1/5' }, 'same'],
  [{ birthday: 'S55.1.5' }, { birthday: '19800105' }, 'same'],
  [{ birthday: '令和元年5月1日' }, { birthday: '2019-05-01' }, 'same'],
  [{ email: 'Hanako.Sato+shop@gmail.com' }, { email: 'hanakosato@googlemail.com' }, 'same'],
  [{ email: 'hanako.sato@example.jp' }, { email: 'hanako.sato@example.com' }, 'same'],
  [{ email: 'info@yamada.example' }, { email: 'info@suzuki.example' }, 'other'],
])('%o and %o: %s', (a: Said, b: Said, told) => expect(verdict(a, b)).toBe(told))
