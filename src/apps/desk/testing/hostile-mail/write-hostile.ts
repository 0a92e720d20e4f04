import { fill, type Vector } from './vector.ts'

const page = '<html><body><script>hit(0)</script></body></html>'

/** Few senders, so that many mails share a conversation. */
export const senderOf = (number: number, perSender: number) =>
  `sender-${Math.floor(number / perSender)}@hostile.example`

/** The HTML that a mail carries: named at the front, for whatever a vector does comes after. */
export const bodyOf = (vector: Vector, number: number) =>
  Buffer.from(
    `<p>vector ${number}</p>${fill(vector, number)}`,
    vector.charset === undefined ? 'utf8' : 'latin1',
  )

/** A real mail of it, with a page among its parts that a content id may name. */
export const writeHostile = (vector: Vector, number: number, from: string): Buffer =>
  Buffer.from(
    [
      `From: Hostile <${from}>`,
      'To: help@shop.example',
      `Subject: vector ${number}`,
      `Message-ID: <vector-${number}@hostile.example>`,
      `Date: ${new Date().toUTCString()}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/related; boundary="related"',
      '',
      '--related',
      `Content-Type: text/html; charset=${vector.charset ?? 'utf-8'}`,
      'Content-Transfer-Encoding: base64',
      '',
      bodyOf(vector, number).toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--related',
      'Content-Type: text/html',
      'Content-ID: <page@hostile>',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(page).toString('base64'),
      '--related--',
      '',
    ].join('\r\n'),
    'latin1',
  )
