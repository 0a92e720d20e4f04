import { describe, expect, it } from 'vitest'
import { attribute, binary, packedFile, properties, tnef, unicode } from './fakes/tnef.ts'
import { mail, read } from './testing.ts'

const winmail = (bytes: Buffer, text = '') =>
  read(
    Buffer.from(
      [
        'From: a@b.example',
        'Subject: x',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        text,
        '--b',
        'Content-Type: application/ms-tnef; name=winmail.dat',
        'Content-Transfer-Encoding: base64',
        '',
        ...(bytes.toString('base64').match(/.{1,76}/g) ?? []),
        '--b--',
        '',
      ].join('\r\n'),
    ),
  )

describe('a winmail.dat', () => {
  it('is unpacked into its files, under their own names', async () => {
    const bytes = tnef(
      attribute(1, 0x00069007, Buffer.from([0xa4, 3, 0, 0, 0, 0, 0, 0])),
      packedFile('見積書 2026.pdf', Buffer.from('%PDF-1')),
      packedFile('b.txt', Buffer.from('two'), 'text/plain'),
    )
    const { attachments, text } = await winmail(bytes, 'Please see the files.')
    expect(attachments.map(({ name, type }) => [name, type])).toEqual([
      ['見積書 2026.pdf', 'application/pdf'],
      ['b.txt', 'text/plain'],
    ])
    expect(Buffer.from(attachments[0]?.bytes ?? []).toString()).toBe('%PDF-1')
    expect(text).toBe('Please see the files.')
  })

  it('gives its words where the mail has none of its own, cleaned as any HTML', async () => {
    const html = Buffer.from('<p>From <b>Outlook</b><script>x()</script></p>')
    const parsed = await winmail(tnef(attribute(1, 0x00069003, properties(binary(0x1013, html)))))
    expect(parsed.text).toBe('From Outlook')
    expect(parsed.html).not.toContain('script')
    const plain = tnef(attribute(1, 0x00069003, properties(unicode(0x1000, 'ただの文字'))))
    expect((await winmail(plain)).text).toBe('ただの文字')
    expect((await winmail(plain, 'own words')).text).toBe('own words')
  })

  it('stays a file where it is damaged or holds nothing', async () => {
    for (const bytes of [Buffer.from('no'), tnef(), Buffer.alloc(100_000, 0xff)]) {
      const { attachments } = await winmail(bytes, 'x')
      expect(attachments.map(({ name }) => name)).toEqual(['winmail.dat'])
    }
  })

  it('is read to its end however it lies about lengths and counts', async () => {
    const good = tnef(
      attribute(
        1,
        0x00069003,
        properties(unicode(0x1000, 'words'), binary(0x1013, Buffer.alloc(50))),
      ),
      packedFile('a.pdf', Buffer.alloc(200, 1)),
    )
    for (let at = 0; at < good.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const bad = Buffer.from(good)
        bad.fill(value, at, Math.min(at + 4, bad.length))
        const { attachments } = await winmail(bad)
        const given = attachments.reduce((sum, { bytes }) => sum + bytes.length, 0)
        expect(given).toBeLessThanOrEqual(2 * good.length)
      }
    }
    const many = tnef(...Array.from({ length: 20_000 }, () => packedFile('a', Buffer.from('x'))))
    expect((await winmail(many)).attachments.map(({ name }) => name)).toEqual(['winmail.dat'])
  }, 120_000)
})

describe('a uuencoded file in the text', () => {
  it('becomes an attachment, and the rest stays text', async () => {
    const { text, attachments } = await mail(
      'X-A: 1',
      'Here it is\n\nbegin 644 hello.txt\n%:&5L;&\\\n`\nend\n\nbye',
    )
    expect(attachments.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['hello.txt', 'hello'],
    ])
    expect(text).toBe('Here it is\n\n\nbye')
  })

  it('stays text where it only looks like one', async () => {
    const words = 'begin 644 is how it starts\nand then this line is plain text, is it not?\nend'
    const { text, attachments } = await mail('X-A: 1', words)
    expect(attachments).toEqual([])
    expect(text).toBe(words)
    const unended = `begin 644 a.bin\n${'M'.repeat(61)}\n`.repeat(2000)
    expect((await mail('X-A: 1', unended)).attachments).toEqual([])
  }, 120_000)
})

describe('protected mail', () => {
  it.each([
    ['multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', 'pgp-encrypted'],
    ['multipart/signed; protocol="application/pgp-signature"; boundary=b', 'pgp-signed'],
    ['multipart/signed; protocol="application/x-pkcs7-signature"; boundary=b', 'smime-signed'],
    ['application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', 'smime-encrypted'],
    ['application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m', 'smime-sealed'],
    ['text/plain', undefined],
  ])('of the type %s is %s', async (type, expected) => {
    const body = '--b\nContent-Type: text/plain\n\nwords\n--b\n\nx\n--b--'
    expect((await mail(`Content-Type: ${type}`, body)).protection).toBe(expected)
  })

  it('is recognised in the text, too', async () => {
    const sealed = '-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----'
    expect((await mail('X-A: 1', sealed)).protection).toBe('pgp-encrypted')
    const signed = '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nwords'
    expect((await mail('X-A: 1', signed)).protection).toBe('pgp-signed')
    expect((await mail('X-A: 1', `I got this:\n${sealed}`)).protection).toBeUndefined()
  })
})
