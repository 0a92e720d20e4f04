import { expect, test } from 'vitest'
import { channelGroup } from './channel-group.ts'
import { deviceOf } from './device.ts'
import { trafficOf } from './traffic.ts'
import { worseOf } from './vitals.ts'

test.each([
  [null, null, null, 'direct'],
  ['(direct)', '(none)', null, 'direct'],
  ['google', 'cpc', 'JP | cross-network', 'cross_network'],
  ['google', 'cpc', 'summer-shopping', 'paid_shopping'],
  ['rakuten.co.jp', 'ppc', null, 'paid_shopping'],
  ['google', 'cpc', 'brand', 'paid_search'],
  ['Yahoo', 'CPC', null, 'paid_search'],
  ['search.yahoo.co.jp', 'paid-search', null, 'paid_search'],
  ['line', 'cpc', null, 'paid_social'],
  ['facebook', 'paid_social', null, 'paid_social'],
  ['youtube.com', 'cpv', null, 'paid_video'],
  ['youtube.com', 'cpc', null, 'paid_video'],
  ['criteo', 'display', null, 'display'],
  ['news.example', 'banner', null, 'display'],
  ['google', 'cpm', null, 'paid_search'],
  ['partner.example', 'retargeting', null, 'paid_other'],
  ['amazon.co.jp', 'referral', null, 'organic_shopping'],
  ['blog', 'web', 'shop-opening', 'organic_shopping'],
  ['blog', 'web', 'workshop', 'unassigned'],
  ['blog', 'web', 'eshop', 'organic_shopping'],
  ['t.co', 'referral', null, 'organic_social'],
  ['m.facebook.com', 'referral', null, 'organic_social'],
  ['company', 'social-media', null, 'organic_social'],
  ['m.youtube.com', 'referral', null, 'organic_video'],
  ['company', 'product-video', null, 'organic_video'],
  ['google', 'organic', null, 'organic_search'],
  ['unknown-engine', 'organic', null, 'organic_search'],
  ['newsletter', 'e-mail', null, 'email'],
  ['email', 'newsletter', null, 'email'],
  ['a8', 'affiliate', null, 'affiliates'],
  ['friend.example', 'referral', null, 'referral'],
  ['myapp', 'app', null, 'referral'],
  ['podcast', 'audio', null, 'audio'],
  ['sms', 'text', null, 'sms'],
  ['app', 'web-push', null, 'push'],
  ['firebase', 'x', null, 'push'],
  ['flyer', 'qr', null, 'unassigned'],
])('source %s, medium %s and campaign %s are the group %s', (source, medium, campaign, group) => {
  expect(channelGroup({ source, medium, campaign })).toBe(group)
})

const page = 'https://www.shop.example/shoes'
test.each([
  [page, null, null, null, null, 'direct'],
  [page, 'https://shop.example/', null, null, null, 'direct'],
  [page, 'https://www.google.co.jp/', null, 'google.co.jp', 'organic', 'organic_search'],
  [page, 'https://mail.google.com/', null, 'mail.google.com', 'referral', 'referral'],
  [
    page,
    'android-app://com.google.android.gm/',
    null,
    'com.google.android.gm',
    'referral',
    'referral',
  ],
  [page, 'https://blog.example/post', null, 'blog.example', 'referral', 'referral'],
  [`${page}?utm_source=news&utm_medium=email`, null, null, 'news', 'email', 'email'],
  [page, 'https://blog.example/', { source: 'ad', medium: 'cpc' }, 'ad', 'cpc', 'paid_other'],
  [`${page}?gclid=x`, 'https://www.google.com/', null, 'google', 'cpc', 'paid_search'],
  [`${page}?dclid=x`, null, null, 'dfa', 'cpm', 'display'],
  [`${page}?yclid=x`, null, null, 'yahoo', 'cpc', 'paid_search'],
  [`${page}?fbclid=x`, null, null, 'facebook', 'referral', 'organic_social'],
  [`${page}?gclid=x&utm_source=me&utm_medium=qr`, null, null, 'me', 'qr', 'unassigned'],
  ['no address', 'nor this', null, null, null, 'direct'],
])('%s after %s with %j came from %s by %s: %s', (url, referrer, utm, source, medium, channel) => {
  expect(trafficOf({ url, referrer, utm })).toEqual({ source, medium, channel, campaign: null })
})

const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0'
test.each([
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${safari}`,
    null,
    'phone',
    'iOS',
    'Safari',
  ],
  [`Mozilla/5.0 (iPad; CPU OS 16_1 like Mac OS X) ${safari}`, null, 'tablet', 'iPadOS', 'Safari'],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${safari} Line/14.1`,
    null,
    'phone',
    'iOS',
    'LINE',
  ],
  [
    `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${chrome} Mobile Safari/537.36`,
    null,
    'phone',
    'Android',
    'Chrome',
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-X910) ${chrome} Safari/537.36`,
    null,
    'tablet',
    'Android',
    'Chrome',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/141.0`,
    null,
    'desktop',
    'Windows',
    'Edge',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    null,
    'desktop',
    'Linux',
    'Firefox',
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${chrome}`,
    { mobile: true, platform: 'Android' },
    'phone',
    'Android',
    'Chrome',
  ],
  ['curl/8', null, 'other', null, null],
] as const)('%s with hints %j', (agent, hints, kind, os, browser) => {
  expect(deviceOf(agent, hints ?? { mobile: false, platform: null })).toEqual({ kind, os, browser })
})

test('of a visit’s pages the slowest counts, with where it was; what cannot be is left out', () => {
  const first = worseOf(null, { lcp: 1200, cls: 0.02, inp: 'fast', ttfb: 80 }, '/a')
  expect(first).toEqual({ lcp: 1200, lcpUrl: '/a', cls: 0.02, clsUrl: '/a', ttfb: 80 })
  const second = worseOf(first, { lcp: 6200, cls: 0.01, inp: 350, ttfb: 60 }, '/b')
  expect(second).toMatchObject({ lcp: 6200, lcpUrl: '/b', cls: 0.02, clsUrl: '/a', inp: 350 })
  expect(worseOf(null, { lcp: -1, inp: 1e9, cls: Number.NaN }, null)).toBeNull()
})
