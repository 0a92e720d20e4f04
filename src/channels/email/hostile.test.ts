import { describe, expect, it } from 'vitest'
import { mail, read } from './testing.ts'

describe('hostile mail', () => {
  const head = 'From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n'
  const multipart = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`
  const nested = Array.from(
    { length: 20_000 },
    (_, depth) => `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n`,
  ).join('')

  it.each([
    ['nested parts', `${head}${nested}Content-Type: text/plain\r\n\r\nx`],
    ['parts', `${multipart}${'--b\r\n\r\nx\r\n'.repeat(50_000)}`],
    ['boundaries in one line', multipart + '--b'.repeat(2_000_000)],
    ['fields', `${head}${'X-A: b\r\n'.repeat(200_000)}\r\nx`],
    ['folded lines', `${head}X-A: b\r\n${' c\r\n'.repeat(200_000)}\r\nx`],
    ['recipients', `${head}To: ${'q@x.example, '.repeat(20_000)}\r\n\r\nx`],
    [
      'brackets in the sender',
      `To: x@y.example\r\nFrom: ${'<'.repeat(60_000)} a@b.example\r\n\r\nx`,
    ],
    ['encoded words', `From: a@b.example\r\nSubject: ${'=?utf-8?q?'.repeat(6000)}\r\n\r\nx`],
    ['references', `${head}References: ${'<a'.repeat(30_000)}\r\n\r\nx`],
    ['parameters', `${head}Content-Type: text/plain; ${'name*1*=b;'.repeat(6000)}\r\n\r\nx`],
    ['quoted lines', `${head}\r\n${'> a\r\n'.repeat(400_000)}`],
    ['attributions', `${head}\r\n${'On 2026-11-21 a wrote:\r\n'.repeat(100_000)}`],
    ['tags', `${head}Content-Type: text/html\r\n\r\n${'<div>'.repeat(200_000)}`],
    [
      'escapes',
      `${head}Content-Transfer-Encoding: quoted-printable\r\n\r\n${'='.repeat(3_000_000)}`,
    ],
    ['blanks', `${head}Subject:${' \t'.repeat(30_000)}x\r\n\r\n${' '.repeat(2_000_000)}x`],
  ])(
    'is read to its end however many %s it has',
    async (_, raw) => {
      // What grows with the square of its input takes minutes here, and the test's own limit ends it.
      const parsed = await read(Buffer.from(raw))
      expect(parsed.from.value).toBe('a@b.example')
    },
    25_000,
  )

  it('keeps parts beyond the bound as one file', async () => {
    const { attachments, text } = await read(
      Buffer.from(multipart + '--b\r\n\r\nx\r\n'.repeat(5000)),
    )
    expect(text.length).toBeGreaterThan(1000)
    expect(attachments.map(({ name }) => name)).toEqual(['more-parts.txt'])
    expect(attachments[0]?.bytes.length).toBeGreaterThan(30_000)
  })

  it('keeps a long text whole', async () => {
    const { text } = await mail('X-A: 1', 'x'.repeat(3_000_000))
    expect(text).toHaveLength(3_000_000)
  })

  it('never inflates an archive', async () => {
    const { attachments } = await mail(
      'Content-Type: application/zip\nContent-Transfer-Encoding: base64',
      Buffer.from('PK\u0003\u0004bomb').toString('base64'),
    )
    expect(Buffer.from(attachments[0]?.bytes ?? []).toString('latin1')).toBe('PK\u0003\u0004bomb')
  })

  it('keeps sixty files, six thousand links and two hundred recipients', async () => {
    const files = Array.from(
      { length: 60 },
      (_, n) => `--b\r\nContent-Disposition: attachment; filename=f${n}.txt\r\n\r\n${n}\r\n`,
    ).join('')
    const links = '<a href="https://shop.example/item">item</a> '.repeat(6000)
    const recipients = Array.from({ length: 200 }, (_, n) => `r${n}@x.example`)
    const parsed = await read(
      Buffer.from(
        `From: a@b.example\r\nTo: ${recipients.join(',\r\n ')}\r\nSubject: ${'long '.repeat(300)}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n${links}\r\n${files}--b--\r\n`,
      ),
    )
    expect(parsed.attachments.map(({ name }) => name)).toEqual(
      Array.from({ length: 60 }, (_, n) => `f${n}.txt`),
    )
    expect(parsed.html?.match(/<a /g)).toHaveLength(6000)
    expect(parsed.to).toHaveLength(200)
    expect(parsed.subject).toHaveLength(1499)
  }, 120_000)
})
