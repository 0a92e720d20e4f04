import { isSearch, isShop, isSocial, isVideo } from './sites.ts'

/** The default channel groups, in the order in which they are asked. */
export const channelGroups = [
  'direct',
  'cross_network',
  'paid_shopping',
  'paid_search',
  'paid_social',
  'paid_video',
  'display',
  'paid_other',
  'organic_shopping',
  'organic_social',
  'organic_video',
  'organic_search',
  'email',
  'affiliates',
  'referral',
  'audio',
  'sms',
  'push',
  'unassigned',
] as const
export type ChannelGroup = (typeof channelGroups)[number]

const isPaid = (medium: string) => /^(.*cp.*|ppc|retargeting|paid.*)$/.test(medium)
const isShopping = (campaign: string) => /^(.*(([^a-df-z]|^)shop|shopping).*)$/.test(campaign)
const isMail = (text: string) => /^e[-_ ]?mail$/.test(text)

const display = new Set(['display', 'banner', 'expandable', 'interstitial', 'cpm'])
const social = new Set([
  'social',
  'social-network',
  'social-media',
  'sm',
  'social network',
  'social media',
])
const referral = new Set(['referral', 'app', 'link'])

/**
 * The default channel group of a visit by the rules of Google Analytics 4, so that figures can be compared. Neither
 * source nor medium: direct. Letters' case says nothing.
 */
export const channelGroup = (of: {
  source: string | null
  medium: string | null
  campaign: string | null
}): ChannelGroup => {
  const [source, medium, campaign] = [of.source, of.medium, of.campaign].map((text) =>
    (text ?? '').trim().toLowerCase(),
  ) as [string, string, string]
  if (/^(|\(direct\))$/.test(source) && /^(|\(none\)|\(not set\))$/.test(medium)) return 'direct'
  if (campaign.includes('cross-network')) return 'cross_network'
  if (isPaid(medium)) {
    if (isShop(source) || isShopping(campaign)) return 'paid_shopping'
    if (isSearch(source)) return 'paid_search'
    if (isSocial(source)) return 'paid_social'
    if (isVideo(source)) return 'paid_video'
  }
  if (display.has(medium)) return 'display'
  if (isPaid(medium)) return 'paid_other'
  if (isShop(source) || isShopping(campaign)) return 'organic_shopping'
  if (isSocial(source) || social.has(medium)) return 'organic_social'
  if (isVideo(source) || medium.includes('video')) return 'organic_video'
  if (isSearch(source) || medium === 'organic') return 'organic_search'
  if (isMail(source) || isMail(medium)) return 'email'
  if (/^affiliates?$/.test(medium)) return 'affiliates'
  if (referral.has(medium)) return 'referral'
  if (medium === 'audio') return 'audio'
  if (source === 'sms' || medium === 'sms') return 'sms'
  if (medium.endsWith('push') || /mobile|notification/.test(medium) || source === 'firebase')
    return 'push'
  return 'unassigned'
}
