import { describe, expect, test } from 'vitest'
import { foldAddress, foldDate, foldName, foldPhone, foldReading, mailName } from './fold.ts'

describe('values are compared as people mean them', () => {
  test.each([
    ['髙橋　太郎 様', '高橋太郎'],
    ['渡邉 花子', '渡辺花子'],
    ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ヤマダタロウ'],
    ['José O’Neill', 'Jose ONeill'],
    ['Ｔａｒｏ　Ｙａｍａｄａ', 'taro yamada'],
  ])('the names %s and %s are one', (a, b) => expect(foldName(a)).toBe(foldName(b)))

  test.each([
    ['ヤマダ タロウ', 'taro yamada'],
    ['やまだ たろう', 'taro yamada'],
    ['Taro Yamada', 'taro yamada'],
    ['Satō Ryōko', 'ryoko sato'],
    ['サトウ リョウコ', 'ryoko sato'],
    ['ハットリ ジュンイチ', 'hattori junichi'],
    ['マッチャ', 'matcha'],
    ['オオノ', 'ono'],
    ['Ohno', 'ono'],
    ['ティナ フェイ', 'fei tina'],
    ['山田 太郎', ''],
  ])('%s is read %s', (name, reading) => expect(foldReading(name)).toBe(reading))

  test.each([
    ['東京都渋谷区神南１丁目２番３号', '東京都渋谷区神南1-2-3'],
    ['東京都渋谷区神南一丁目２−３', '東京都渋谷区神南 1-2-3'],
    ['12 High Street, Leeds', '12 high street leeds'],
  ])('the addresses %s and %s are one', (a, b) => expect(foldAddress(a)).toBe(foldAddress(b)))

  test.each([
    ['+81 90-1234-5678', '09012345678'],
    ['０９０－１２３４－５６７８', '09012345678'],
    ['(06) 6123 4567', '0661234567'],
    ['+47 22 12 34 56', '4722123456'],
  ])('the telephone number %s is %s', (a, b) => expect(foldPhone(a)).toBe(b))

  test.each([
    ['1980/1/5', '19800105'],
    ['1980年1月5日', '19800105'],
    ['１９８０-01-05', '19800105'],
    ['5 January', ''],
  ])('the date %s is %s', (a, b) => expect(foldDate(a)).toBe(b))

  test('a mail address is of one name at any provider', () => {
    expect(mailName('Hanako.S+shop@example.com')).toBe(mailName('hanako.s@example.jp'))
  })
})
