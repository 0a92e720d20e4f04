/** Names as they are common in Japan, most common first: in Han, and in katakana. */
const families =
  '佐藤サトウ 鈴木スズキ 高橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 山本ヤマモト 中村ナカムラ 小林コバヤシ 加藤カトウ 吉田ヨシダ 山田ヤマダ 佐々木ササキ 山口ヤマグチ 松本マツモト 井上イノウエ 木村キムラ 林ハヤシ 斎藤サイトウ 清水シミズ 山崎ヤマザキ 森モリ 池田イケダ 橋本ハシモト 阿部アベ 石川イシカワ 山下ヤマシタ 中島ナカジマ 石井イシイ 小川オガワ 前田マエダ 岡田オカダ 長谷川ハセガワ 藤田フジタ 後藤ゴトウ 近藤コンドウ 村上ムラカミ 遠藤エンドウ 青木アオキ 坂本サカモト 福田フクダ 太田オオタ 西村ニシムラ 藤井フジイ 岡本オカモト 金子カネコ 藤原フジワラ 三浦ミウラ 中野ナカノ 中川ナカガワ 原田ハラダ 松田マツダ 竹内タケウチ 小野オノ 田村タムラ 中山ナカヤマ 和田ワダ 石田イシダ 森田モリタ 上田ウエダ 原ハラ 内田ウチダ 柴田シバタ 酒井サカイ 宮崎ミヤザキ 横山ヨコヤマ 高木タカギ 安藤アンドウ 宮本ミヤモト 大野オオノ 工藤クドウ 谷口タニグチ 今井イマイ 高田タカダ 丸山マルヤマ 増田マスダ 杉山スギヤマ 村田ムラタ 大塚オオツカ 新井アライ 小島コジマ 平野ヒラノ 藤本フジモト 河野コウノ 上野ウエノ 野口ノグチ 武田タケダ 松井マツイ 千葉チバ 岩崎イワサキ 菅原スガワラ 木下キノシタ 久保クボ 佐野サノ 野村ノムラ 松尾マツオ 市川イチカワ 菊地キクチ 杉本スギモト 古川フルカワ 四方シカタ 御手洗ミタライ 勅使河原テシガワラ 小鳥遊タカナシ 月見里ヤマナシ'
const givens =
  '美咲ミサキ 太郎タロウ 花子ハナコ 翔ショウ 陽菜ヒナ 大輔ダイスケ 健一ケンイチ 由美ユミ 直樹ナオキ 恵子ケイコ 拓也タクヤ 愛アイ 誠マコト 久美子クミコ 和也カズヤ 真由美マユミ 翼ツバサ 結衣ユイ 蓮レン 葵アオイ 悠斗ユウト 凛リン 大和ヤマト 桜サクラ 隆タカシ 幸子サチコ 浩ヒロシ 洋子ヨウコ 修オサム 節子セツコ 亮リョウ 彩アヤ 優ユウ 遥ハルカ 剛ツヨシ 智子トモコ 学マナブ 明美アケミ 純ジュン 千尋チヒロ 颯太ソウタ 莉子リコ 樹イツキ 心春コハル 湊ミナト 紬ツムギ 朝陽アサヒ 芽依メイ 伊織イオリ 琴音コトネ'
const first =
  'Emma Oliver Sofia James Olivia Liam Mia Noah Anna Lucas Julia Jack Maria Peter Laura Thomas Sarah David Nina Simon'
const last =
  'Smith Johnson Brown Taylor Berg Miller Wilson Martin Garcia Schmidt Rossi Silva Novak Jensen Dubois Murphy Walker Young Hill Green'

const split = (text: string) =>
  text.split(' ').map((one) => {
    const kana = one.replace(/^[^ァ-ヴー]+/u, '')
    return { written: one.slice(0, one.length - kana.length), kana }
  })
const [familyNames, givenNames] = [split(families), split(givens)]
const [firstNames, lastNames] = [first.split(' '), last.split(' ')]

/** 0 … 1, and nothing but its arguments decides. */
export const chance = (n: number, salt: number) => {
  let x = (Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt + 7, 0x85ebca6b)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
}
/** Common ones come first, as in life. */
const pick = <T>(list: readonly T[], x: number): T => list[Math.floor(list.length * x ** 1.8)]!

export type BenchPerson = {
  name: string
  family: string
  given: string
  kana: [string, string] | undefined
  email: string
  phone: string
}

/** Person number n: four of five are Japanese. */
export const personOf = (n: number, seed: number): BenchPerson => {
  const x = (salt: number) => chance(n, salt + seed * 100)
  const phone = `0${7 + Math.floor(3 * x(1))}0${String(Math.floor(1e8 * x(2))).padStart(8, '0')}`
  const shop = ['example.com', 'mail.example', 'shop.example.jp', 'work.example.co.jp']
  const domain = pick(shop, x(3))
  if (x(4) < 0.2) {
    const [given, family] = [pick(firstNames, x(5)), pick(lastNames, x(6))]
    const email = `${given}.${family}${n}@${domain}`.toLowerCase()
    return { name: `${given} ${family}`, family, given, kana: undefined, email, phone }
  }
  const [family, given] = [pick(familyNames, x(5)), pick(givenNames, x(6))]
  return {
    name: `${family.written} ${given.written}`,
    family: family.written,
    given: given.written,
    kana: [family.kana, given.kana],
    email: `k${n.toString(36)}@${domain}`,
    phone,
  }
}
