import { describe, expect, test } from 'vitest'
import { bytes, dayTitle, honorific, initials, relativeTime, timeAgo } from './formats.ts'

const now = new Date('2026-11-21T12:00:00Z').getTime()
const ago = (ms: number) => relativeTime('ja', now - ms, now)

describe('relative time', () => {
  test('counts minutes, then hours, within a day', () => {
    expect(ago(20_000)).toBe('たった今')
    expect(ago(3 * 60_000)).toBe('3分')
    expect(ago(5 * 3_600_000)).toBe('5時間')
    expect(relativeTime('en', now - 3 * 60_000, now)).toBe('3m')
    expect(relativeTime('en', now - 20_000, now)).toBe('now')
  })

  test('is a date after a day, with the year only when it is another', () => {
    expect(ago(3 * 86_400_000)).toBe('11月18日')
    expect(ago(400 * 86_400_000)).toContain('2025年')
  })
})

test('in a sentence a time says that it is past', () => {
  const told = (locale: 'en' | 'ja', ms: number) => timeAgo(locale, now - ms, now)
  expect([told('ja', 3 * 60_000), told('en', 5 * 3_600_000)]).toEqual(['3分前', '5h ago'])
  expect([told('ja', 20_000), told('ja', 3 * 86_400_000)]).toEqual(['たった今', '11月18日'])
})

test('a day is told from today, then by its date', () => {
  const day = (locale: 'en' | 'ja', days: number) => dayTitle(locale, now - days * 86_400_000, now)
  expect([day('ja', 0), day('ja', 1), day('ja', 4)]).toEqual(['今日', '昨日', '11月17日(火)'])
  expect([day('en', 0), day('en', 1)]).toEqual(['Today', 'Yesterday'])
  expect(day('en', 4)).toContain('17')
  expect(day('ja', 400)).toBe('2025年10月17日')
})

test('a Japanese name gets 様 once, and an English screen leaves names alone', () => {
  expect(honorific('ja', '佐藤 美咲')).toBe('佐藤 美咲 様')
  expect(honorific('ja', '縁側商店 御中')).toBe('縁側商店 御中')
  expect(honorific('en', 'Emma Berg')).toBe('Emma Berg')
})

test('initials are the family name in Japanese and first letters elsewhere', () => {
  expect(initials('佐藤 美咲')).toBe('佐')
  expect(initials('Emma van Berg')).toBe('EB')
  expect(initials('tanaka')).toBe('T')
  expect(initials('')).toBe('?')
})

test('sizes are in thousands with one decimal', () => {
  expect(bytes('en', 0)).toBe('0 byte')
  expect(bytes('en', 1_450_000)).toBe('1.5 MB')
  expect(bytes('en', 999)).toBe('999 byte')
})
