import type { Locale } from '../../../foundation/browser/texts.tsx'

const files = {
  customers: {
    ja: '会員番号,氏名,フリガナ,メールアドレス,電話番号,郵便番号,都道府県,市区町村,番地,生年月日\r\nA-0001,山田 花子,ヤマダ ハナコ,hanako@example.jp,090-1234-5678,150-0001,東京都,渋谷区,神宮前1-2-3,1985-04-02\r\nA-0002,佐藤 太郎,サトウ タロウ,taro@example.jp,03-1234-5678,060-0001,北海道,札幌市中央区,北一条西2,1990-11-30\r\n',
    en: 'Member number,First name,Last name,Email,Phone,Postcode,City,Street,Birthday\r\nA-0001,Hanako,Yamada,hanako@example.com,+81 90-1234-5678,150-0001,Tokyo,Jingumae 1-2-3,1985-04-02\r\nA-0002,Jane,Smith,jane@example.com,+44 20 7946 0958,SW1A 1AA,London,10 High Street,1990-11-30\r\n',
  },
  orders: {
    ja: '注文番号,注文日時,メールアドレス,氏名,商品名,数量,単価,購入金額\r\n1001,2026-05-03 12:34,hanako@example.jp,山田 花子,湯呑み,2,1200,5900\r\n1001,2026-05-03 12:34,hanako@example.jp,山田 花子,急須,1,3500,5900\r\n1002,2026-05-04 09:10,taro@example.jp,佐藤 太郎,茶筒,1,1800,1800\r\n',
    en: 'Order number,Order date,Email,Customer name,Item name,Quantity,Price,Total\r\n1001,2026-05-03 12:34,hanako@example.com,Hanako Yamada,Tea cup,2,1200,5900\r\n1001,2026-05-03 12:34,hanako@example.com,Hanako Yamada,Tea pot,1,3500,5900\r\n1002,2026-05-04 09:10,jane@example.com,Jane Smith,Tea caddy,1,1800,1800\r\n',
  },
} as const

/** A small file to look at and fill in, as a spreadsheet opens it without asking. */
export const exampleFile = (kind: keyof typeof files, locale: Locale) =>
  `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${files[kind][locale]}`)}`
