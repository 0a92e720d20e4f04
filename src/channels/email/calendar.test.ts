import { describe, expect, it } from 'vitest'
import { readInvitation } from './calendar.ts'
import { fixture, read } from './testing.ts'

const event = (lines: string, method = 'REQUEST', before = '') =>
  readInvitation(
    `BEGIN:VCALENDAR\nMETHOD:${method}\n${before}BEGIN:VEVENT\n${lines}\nEND:VEVENT\nEND:VCALENDAR\n`.replace(
      /\n/g,
      '\r\n',
    ),
  )

describe('an invitation', () => {
  it('says what, when with its zone, where and by whom', () => {
    expect(
      event(
        [
          'UID:1@x',
          'SUMMARY;LANGUAGE=ja:打ち合わせ\\, 見積',
          ' もり',
          'DTSTART;TZID=Asia/Tokyo:20261121T130000',
          'DTEND;TZID=Asia/Tokyo:20261121T140000',
          'LOCATION:本社\\n3階',
          'ORGANIZER;CN="Yamada; Hanako":mailto:Hanako@Customer.example',
          'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:help@shop.example',
          'RRULE:FREQ=WEEKLY',
        ].join('\n'),
      ),
    ).toEqual({
      method: 'request',
      uid: '1@x',
      summary: '打ち合わせ, 見積もり',
      start: { local: '2026-11-21T13:00:00', at: '2026-11-21T04:00:00.000Z', zone: 'Asia/Tokyo' },
      end: { local: '2026-11-21T14:00:00', at: '2026-11-21T05:00:00.000Z', zone: 'Asia/Tokyo' },
      location: '本社 3階',
      organiser: { address: 'hanako@customer.example', name: 'Yamada; Hanako' },
      answer: null,
      repeats: true,
    })
  })

  it.each([
    ['DTSTART:20261121T130000Z', '2026-11-21T13:00:00.000Z', 'UTC'],
    ['DTSTART;TZID=Tokyo Standard Time:20261121T130000', '2026-11-21T04:00:00.000Z', 'Asia/Tokyo'],
    [
      'DTSTART;TZID="W. Europe Standard Time":20260701T090000',
      '2026-07-01T07:00:00.000Z',
      'Europe/Berlin',
    ],
    [
      'DTSTART;TZID=America/New_York:20261101T120000',
      '2026-11-01T17:00:00.000Z',
      'America/New_York',
    ],
    [
      'DTSTART;TZID=/x.org/2025/Asia/Tokyo:20261121T130000',
      '2026-11-21T04:00:00.000Z',
      'Asia/Tokyo',
    ],
    ['DTSTART;TZID=Our own zone:20261121T130000', '2026-11-21T04:00:00.000Z', 'Our own zone'],
    ['DTSTART;TZID=Nobody knows:20261121T130000', null, 'Nobody knows'],
    ['DTSTART:20261121T130000', null, null],
  ])('with %s is at %s', (start, at, zone) => {
    const described =
      'BEGIN:VTIMEZONE\nTZID:Our own zone\nBEGIN:STANDARD\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n'
    expect(event(start, 'REQUEST', described)?.start).toMatchObject({ at, zone })
  })

  it('may last whole days or a while', () => {
    expect(event('DTSTART;VALUE=DATE:20261121')?.start).toEqual({
      local: '2026-11-21',
      at: null,
      zone: null,
    })
    expect(event('DTSTART:20261121T130000Z\nDURATION:PT1H30M')?.end?.at).toBe(
      '2026-11-21T14:30:00.000Z',
    )
  })

  it('may be an answer or be called off', () => {
    const reply = event('UID:1\nATTENDEE;CN=Taro;PARTSTAT=DECLINED:mailto:t@x.example', 'REPLY')
    expect(reply).toMatchObject({
      method: 'reply',
      answer: { by: { address: 't@x.example', name: 'Taro' }, word: 'declined' },
    })
    expect(event('UID:1', 'CANCEL')?.method).toBe('cancel')
    expect(event('UID:1\nSTATUS:CANCELLED')?.method).toBe('cancel')
    expect(event('UID:1', 'X-NEW')?.method).toBe('other')
  })

  it('does not take the words of its alarm for its own', () => {
    expect(event('BEGIN:VALARM\nSUMMARY:beep\nEND:VALARM\nSUMMARY:talk')?.summary).toBe('talk')
  })

  it('is none where a calendar file holds no appointment, and damage only loses what is damaged', async () => {
    expect((await read(fixture('invitation'))).invitation).toBeUndefined()
    for (const text of ['', 'BEGIN:VEVENT', 'BEGIN:VEVENT\nDTSTART:2026', 'DTSTART:20261121'])
      expect(() => readInvitation(text)).not.toThrow()
    expect(event('DTSTART:99999999T999999Z\nSUMMARY:x')?.summary).toBe('x')
    const hostile = `BEGIN:VEVENT\nSUMMARY${';A=B'.repeat(100_000)}:x\nDTSTART;TZID=${'/a'.repeat(100_000)}:20261121T130000\n${'X:y\n'.repeat(200_000)}`
    expect(readInvitation(hostile)).toBeDefined()
  })
})
