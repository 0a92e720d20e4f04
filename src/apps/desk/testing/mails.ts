const crlf = (lines: string[]) => Buffer.from(lines.join('\r\n'))
const word = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`

const longText = `お世話になっております。佐藤です。

先日注文した湯呑みですが、届いた箱を開けたところ、縁に小さな欠けがありました。写真を添付しますので、交換していただけますでしょうか。

急ぎではありませんので、ご都合のよいときにご返信ください。`

const quoted = `

2026年3月1日(日) 10:00 縁側商店 <help@shop.example>:
> ご注文ありがとうございます。
> 商品は3日以内に発送いたします。
> https://shop.example/orders/10421?utm_source=mail&utm_campaign=a-very-long-address-that-does-not-break-anywhere`

const html = `<html><body style="background:#fff"><h1>交換のお願い</h1>
<p>${longText.replaceAll('\n', '<br>')}</p>
<table><tr><td>注文番号</td><td>10421</td></tr></table>
<img src="https://tracker.example/open.gif" alt=""><a href="https://shop.example">shop.example</a>
<blockquote>${quoted.replaceAll('\n', '<br>')}</blockquote></body></html>`

/** A designed mail with a quote, a picture from elsewhere, a copy and an attachment. */
export const designedMail = crlf([
  `From: ${word('佐藤 美咲')} <misaki@customer.example>`,
  'To: help@shop.example',
  'Cc: keiri@customer.example',
  `Subject: ${word('湯呑みの交換について')}`,
  'Message-ID: <designed@customer.example>',
  `Date: ${new Date().toUTCString()}`,
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="mixed"',
  '',
  '--mixed',
  'Content-Type: multipart/alternative; boundary="either"',
  '',
  '--either',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(longText + quoted).toString('base64'),
  '--either',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(html).toString('base64'),
  '--either--',
  '--mixed',
  `Content-Type: text/csv; name="${word('注文の明細_とても長いファイル名_2026年3月.csv')}"`,
  'Content-Disposition: attachment',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('order,item\n10421,yunomi\n').toString('base64'),
  '--mixed--',
])

/** Nobody sent it, so that it goes to quarantine. */
export const senderlessMail = crlf(['Subject: nobody', 'Message-ID: <nobody@x>', '', 'hello'])
