const families = ['佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '山本', '中村', '小林', '加藤']
const readings = [
  'サトウ',
  'スズキ',
  'タカハシ',
  'タナカ',
  'イトウ',
  'ワタナベ',
  'ヤマモト',
  'ナカムラ',
  'コバヤシ',
  'カトウ',
]
const givens = ['太郎', '花子', '一郎', '美咲', '健', '陽子', '翔', '愛', '誠', '葵']
const givenReadings = [
  'タロウ',
  'ハナコ',
  'イチロウ',
  'ミサキ',
  'ケン',
  'ヨウコ',
  'ショウ',
  'アイ',
  'マコト',
  'アオイ',
]

const header = '会員番号,氏名,フリガナ,メールアドレス,電話番号,郵便番号,都道府県,市区町村,番地'

/**
 * So many rows from number `from` on, as a shop exports them: every hundredth row is somebody of an earlier row again,
 * every hundredth another of the same household with its telephone, and every hundredth has a mail address that is none.
 */
export const writePeople = (from: number, count: number) => {
  const lines = [header]
  for (let n = from; n < from + count; n += 1) {
    const who = n % 100 === 50 && n > 1000 ? n - 999 : n
    const [family, given] = [who % 10, Math.floor(who / 10) % 10]
    const household = who % 100 === 20 ? who - 1 : who
    const phone = `090-${String(Math.floor(household / 10_000)).padStart(4, '0')}-${String(household % 10_000).padStart(4, '0')}`
    const mail = who % 100 === 70 ? 'なし' : `person-${who}@customer.example`
    lines.push(
      [
        `M${String(who).padStart(8, '0')}`,
        `${families[family]}　${givens[given]}`,
        `${readings[family]} ${givenReadings[given]}`,
        mail,
        phone,
        `${100 + (who % 900)}-${String(who % 10_000).padStart(4, '0')}`,
        '東京都',
        '渋谷区',
        `神宮前${(who % 6) + 1}-${(who % 30) + 1}`,
      ].join(','),
    )
  }
  return `${lines.join('\r\n')}\r\n`
}
