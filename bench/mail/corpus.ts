import { randomBytes } from 'node:crypto'

const japanese =
  'お世話になっております。先日注文した商品がまだ届いておりません。ご確認のほどよろしくお願いいたします。'
const english = 'I ordered two weeks ago and nothing has come. Could you look where my parcel is? '

type Random = () => number

/** Mulberry32: small, seeded, the same everywhere. */
export const createRandom = (seed: number): Random => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const base64 = (bytes: Uint8Array) =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')

const plain = (text: string) =>
  `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(Buffer.from(text))}`

const html = (text: string, rows: number) =>
  `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(
    Buffer.from(
      `<html><body><p>${text}</p><table>${`<tr><td style="color:#333;padding:4px">${text}</td><td><a href="https://shop.example/item">item</a></td></tr>`.repeat(rows)}</table></body></html>`,
    ),
  )}`

const file = (bytes: number) =>
  `Content-Type: application/pdf; name="invoice.pdf"\r\nContent-Disposition: attachment; filename="invoice.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(randomBytes(bytes))}`

const parts = (kind: string, bodies: string[]) =>
  `Content-Type: multipart/${kind}; boundary="x${kind}"\r\n\r\n${bodies.map((body) => `--x${kind}\r\n${body}\r\n`).join('')}--x${kind}--\r\n`

/** 60 % short text, 25 % HTML of 20 to 60 KB beside text, 10 % with a file of 50 to 200 KB, 5 % with one of 0.5 MB. */
const writeBody = (random: Random): string => {
  const text = (random() < 0.5 ? japanese : english).repeat(1 + Math.floor(random() * 12))
  const share = random()
  if (share < 0.6) return plain(text)
  if (share < 0.85)
    return parts('alternative', [
      plain(text),
      html(text.slice(0, 200), 40 + Math.floor(random() * 80)),
    ])
  const bytes = share < 0.95 ? 50_000 + Math.floor(random() * 150_000) : 500_000
  return parts('mixed', [plain(text), file(bytes)])
}

/**
 * Mails of a shop's customers: two in five answer an earlier one of the same sender, so that threads grow. No two are
 * the same, in one run or another.
 */
export const writeCorpus = (count: number, name: string, random: Random): Buffer[] => {
  const senders = Math.ceil(count / 3)
  const last = new Map<number, string>()
  return Array.from({ length: count }, (_, number) => {
    const sender = Math.floor(random() * senders)
    const id = `<${name}-${number}@customer.example>`
    const answered = random() < 0.4 ? last.get(sender) : undefined
    last.set(sender, id)
    return Buffer.from(
      [
        'Return-Path: <>'.replace('<>', `<${name}-${sender}@customer.example>`),
        `Received: from mail.customer.example (mail.customer.example [192.0.2.7]) by mx.shop.example; Sat, 21 Nov 2026 12:34:00 +0900`,
        `From: Customer ${sender} <${name}-${sender}@customer.example>`,
        'To: help@shop.example',
        `Subject: =?UTF-8?B?${Buffer.from(`ご注文 ${number}`).toString('base64')}?=`,
        `Message-ID: ${id}`,
        'Date: Sat, 21 Nov 2026 12:34:00 +0900',
        ...(answered ? [`In-Reply-To: ${answered}`, `References: ${answered}`] : []),
        'MIME-Version: 1.0',
        writeBody(random),
      ].join('\r\n'),
    )
  })
}
