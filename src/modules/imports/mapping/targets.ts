import type { kinds } from '../contract.ts'

export type Kind = (typeof kinds)[number]

/** What a column of customers can become. Those with `identifies` tell people apart. */
export const identifierTargets = [
  'user_id',
  'member_number',
  'ec_customer_id',
  'pos_customer_id',
  'line_uid',
  'email',
  'phone',
] as const

const personTargets = [
  ...identifierTargets,
  'name',
  'family_name',
  'given_name',
  'kana',
  'family_kana',
  'given_kana',
  'birthday',
  'postcode',
  'country',
  'region',
  'city',
  'street',
  'building',
  'address',
  'company',
  'title',
  'locale',
] as const

const orderTargets = [
  'order_number',
  'placed_at',
  'order_state',
  'total',
  'currency',
  'subtotal',
  'tax',
  'shipping',
  'discount',
  'coupon',
  'shop_name',
  'item_name',
  'item_sku',
  'item_product_id',
  'item_quantity',
  'item_price',
  ...identifierTargets,
  'name',
] as const

export const targetsOf: Record<Kind, readonly string[]> = {
  customers: personTargets,
  orders: orderTargets,
}

/** Only one column may become any of these. Several addresses and telephone numbers of a person are fine. */
export const isSingle = (target: string) => target !== 'email' && target !== 'phone'

/** Names of columns as they come from shops, tills and mailing tools, folded; the first that fits is proposed. */
const names: readonly (readonly [target: string, pattern: RegExp, kind?: Kind])[] = [
  [
    'order_number',
    /^(注文|受注|オーダー|伝票)(番号|no|id|コード)$|^order(no|number|id)?$|^name$/,
    'orders',
  ],
  [
    'placed_at',
    /^(注文|受注|購入|売上|お買い?上げ?|取引)(日時?|日付|年月日)$|^(order(ed)?|placed|purchased?|created|processed)(at|on|date|time|datetime)$|^date$|^日付$/,
    'orders',
  ],
  [
    'order_state',
    /^(注文|受注|対応|入金)?(状況|状態|ステータス)$|^(order|financial|payment)?stat(us|e)$/,
    'orders',
  ],
  [
    'total',
    /^(購入|注文|受注|支払い?|請求|お?買い?上げ?|合計|総|税込)*(合計|総額|金額|総計|合計金額)(税込)?$|^(order|grand)?(total|amount|revenue)(price)?$|^value$/,
    'orders',
  ],
  ['currency', /^通貨(コード)?$|^currency(code)?$/, 'orders'],
  ['subtotal', /^小計(金額)?$|^subtotal$/, 'orders'],
  ['tax', /^(消費)?税(額)?$|^tax(es|amount)?$/, 'orders'],
  ['shipping', /^(送料|配送料)$|^shipping(fee|cost|price)?$/, 'orders'],
  ['discount', /^(値引き?|割引)(額|金額)?$|^discount(amount)?s?$/, 'orders'],
  ['coupon', /^クーポン(コード)?$|^(coupon|discount)code$|^coupon$/, 'orders'],
  ['shop_name', /^(店舗|ショップ)名?$|^(shop|store)(name)?$/, 'orders'],
  ['item_name', /^(商品|品|製品|アイテム)名?$|^(lineitem|item|product)(name|title)?$/, 'orders'],
  ['item_sku', /^(商品コード|品番|sku)$|^(lineitem|item|product)?sku$/, 'orders'],
  ['item_product_id', /^商品(id|番号)$|^(lineitem|item)?productid$/, 'orders'],
  ['item_quantity', /^(数量|個数|点数)$|^(lineitem|item)?(quantity|qty)$/, 'orders'],
  [
    'item_price',
    /^(単価|商品単価|販売価格)$|^((lineitem|item|product)?price|unitprice)$/,
    'orders',
  ],
  ['user_id', /^(ログイン|ユーザー?|アカウント)(id|番号)$|^(user|account|login)id$/],
  [
    'member_number',
    /^(会員|メンバー|カード|メンバーズカード|ポイントカード)(番号|no|id|コード)$|^(member(ship)?|loyalty|card)(no|number|id|code)$/,
  ],
  [
    'ec_customer_id',
    /^(顧客|お客様|購入者|取引先)(番号|no|id|コード)$|^customer(no|number|id|code)?$|^id$/,
  ],
  [
    'pos_customer_id',
    /^(店頭|pos|レジ)(顧客|会員)?(番号|no|id|コード)$|^pos(customer)?(no|number|id)$/,
  ],
  ['line_uid', /^line(の)?(ユーザー?)?(id|uid|userid)$/],
  ['email', /^(e?-?メール|電子メール|mail|email|e-mail)(アドレス|address|ﾒｰﾙ)?\d?$|メールアドレス/],
  [
    'phone',
    /^(携帯|自宅|固定|お?電話|連絡先|tel|fax以外)*(電話)?(番号|電話|携帯)$|^(tel|telephone|phone|mobile|cell)(phone)?(no|number)?\d?$|電話番号/,
  ],
  [
    'family_kana',
    /^(姓|氏|苗字|名字|セイ|せい)(カナ|かな|フリガナ|ふりがな|ヨミ)$|^(セイ|せい)$|^(last|family)name(kana|phonetic|reading)$|^(last|family)kana$|^kana01$/,
  ],
  [
    'given_kana',
    /^(名|名前|メイ|めい)(カナ|かな|フリガナ|ふりがな|ヨミ)$|^(メイ|めい)$|^(first|given)name(kana|phonetic|reading)$|^(first|given)kana$|^kana02$/,
  ],
  [
    'kana',
    /^(氏名|お?名前|顧客名|会員名)?(フリガナ|ふりがな|カナ|かな|ヨミ|読み(仮名)?)$|^(full)?name(kana|phonetic|reading)$|^kana$/,
  ],
  ['family_name', /^(姓|氏|苗字|名字)$|^(last|family|sur)name$|^name01$/],
  ['given_name', /^名$|^(first|given|fore)name$|^name02$/],
  [
    'name',
    /^(氏名|お?名前|顧客名|会員名|お客様名|購入者(名|氏名)|注文者(名|氏名)?|ご?担当者名)$|^(full|customer|contact|display|billing)?name$/,
  ],
  ['birthday', /^(お?誕生日|生年月日)$|^(birth(day|date)?|dateofbirth|dob)$/],
  ['postcode', /^(郵便番号|〒)$|^(postal|post|zip)(code)?$/],
  ['country', /^国(名|コード)?$|^country(code)?$/],
  ['region', /^都道府県(名)?$|^(prefecture|state|province|region)(code)?$/],
  ['city', /^市(区?町村?|区郡)(名|町村)?$|^(city|town|municipality)$/],
  [
    'building',
    /^(建物|マンション|ビル)(名|名等|・?部屋番号)?$|^(building|apartment|apt|address2|addressline2)$|^住所2$/,
  ],
  [
    'street',
    /^(番地|町名・?番地|丁目・?番地|町域|住所1)$|^(street|address1|addressline1|streetaddress)$/,
  ],
  ['address', /^(ご?住所|所在地)$|^(full)?address$/],
  ['company', /^(会社|法人|企業|勤務先|団体|組織)(名|名称)?$|^(company|organi[sz]ation)(name)?$/],
  ['title', /^(役職|肩書き?|職業)$|^(job)?title$|^position$/],
  ['locale', /^(言語|ロケール)$|^(lang(uage)?|locale)$/],
]

const fold = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[(（[].*?[)）\]]/g, '')
    .replace(/[\s_・./\-‐*:：]+/g, '')

/** What a column with this name seems to be. */
export const guessTarget = (name: string, kind: Kind): string | undefined => {
  const folded = fold(name)
  if (folded === '') return undefined
  const own = targetsOf[kind]
  return names.find(
    ([target, pattern, only]) =>
      own.includes(target) && (only === undefined || only === kind) && pattern.test(folded),
  )?.[0]
}
