import { channelGroup } from './channel-group.ts'
import { isSearch } from './sites.ts'

export type Traffic = {
  source: string | null
  medium: string | null
  campaign: string | null
  channel: string
}

/** What advertisers put on their links, and what it says where nothing else does. */
const clickIds: readonly (readonly [string, string, string])[] = [
  ['gclid', 'google', 'cpc'],
  ['gbraid', 'google', 'cpc'],
  ['wbraid', 'google', 'cpc'],
  ['dclid', 'dfa', 'cpm'],
  ['msclkid', 'bing', 'cpc'],
  // Yahoo! JAPAN and Yandex.
  ['yclid', 'yahoo', 'cpc'],
  ['ldtag_cl', 'line', 'cpc'],
  ['ttclid', 'tiktok', 'cpc'],
  ['twclid', 'twitter', 'cpc'],
  ['li_fat_id', 'linkedin', 'cpc'],
  // On every link out of Facebook, paid or not.
  ['fbclid', 'facebook', 'referral'],
]

/**
 * Where a visit came from: what the link says (UTM, from the page's address or the library), else an advertiser's click
 * id, else the page before. A page before of the same site says nothing: a visit begins there after half an hour's rest.
 */
export const trafficOf = (first: {
  url: string | null
  referrer: string | null
  utm: Record<string, unknown> | null
}): Traffic => {
  const page = parse(first.url)
  const from = parse(first.referrer)
  const tag = (name: string) =>
    textOf(first.utm?.[name === 'campaign' ? 'name' : name]) ??
    textOf(first.utm?.[name]) ??
    textOf(page?.searchParams.get(`utm_${name}`))
  const tags = { source: tag('source'), medium: tag('medium'), campaign: tag('campaign') }
  const click = clickIds.find(([name]) => page?.searchParams.get(name))
  const found = tags.source || tags.medium ? tags : (clicked(click) ?? referred(page, from))
  const { source = null, medium = null } = found
  const campaign = tags.campaign ?? null
  return { source, medium, campaign, channel: channelGroup({ source, medium, campaign }) }
}

type Found = { source?: string | undefined; medium?: string | undefined }

const clicked = (click: (typeof clickIds)[number] | undefined): Found | undefined =>
  click && { source: click[1], medium: click[2] }

const referred = (page: URL | undefined, from: URL | undefined): Found => {
  if (!from || !/^(https?|android-app):$/.test(from.protocol)) return {}
  const host = bare(from.hostname)
  if (host === '' || (page && bare(page.hostname) === host)) return {}
  return { source: host, medium: isSearch(host) ? 'organic' : 'referral' }
}

const bare = (host: string) => host.toLowerCase().replace(/^www\./, '')

const parse = (text: string | null) => (text && URL.canParse(text) ? new URL(text) : undefined)

const textOf = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined
