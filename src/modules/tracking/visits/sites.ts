/**
 * Sites whose visitors come by searching, from social networks, videos and shops: the ends of host names, and the plain
 * names that people write into `utm_source`. An own list, of what is used in Japan and elsewhere.
 */
const search = `google bing yahoo duckduckgo baidu yandex ecosia naver daum seznam startpage qwant brave sogou so.com
  ask aol goo.ne.jp biglobe nifty docomo ocn.ne.jp lycos dogpile presearch mojeek kagi.com`
const social = `facebook fb instagram ig threads.net threads.com twitter x.com t.co linkedin lnkd.in pinterest pin.it
  reddit tumblr tiktok snapchat line line.me lin.ee liff.line.me mixi.jp ameblo.jp ameba.jp note.com hatena
  b.hatena.ne.jp mastodon bsky.app bluesky weibo wechat vk.com quora whatsapp telegram t.me discord kakaotalk
  kakao misskey.io slack news.ycombinator.com`
const video = `youtube youtu.be vimeo nicovideo.jp niconico nico.ms dailymotion twitch tver.jp abema.tv bilibili
  hulu netflix`
const shopping = `amazon amzn rakuten rakuten.co.jp shopping.yahoo.co.jp paypaymall mercari kakaku.com zozo.jp wowma.jp
  aupay qoo10.jp ebay etsy walmart aliexpress shopping.google.com googleshopping alibaba temu shein buyma.com
  store.shopping.yahoo.co.jp`

const setOf = (text: string) => new Set(text.split(/\s+/))
const [searches, socials, videos, shops] = [search, social, video, shopping].map(setOf) as [
  Set<string>,
  Set<string>,
  Set<string>,
  Set<string>,
]

/** Whether a source, be it a host or a plain name, is of the set: `m.facebook.com` by `facebook`, `x.com` only whole. */
const isOf = (names: ReadonlySet<string>, source: string) => {
  const host = source.toLowerCase()
  if (names.has(host)) return true
  const parts = host.split('.')
  if (parts.length < 2) return false
  for (let from = 0; from < parts.length - 1; from += 1) {
    if (names.has(parts.slice(from).join('.'))) return true
  }
  // The name before the country: google.co.jp, amazon.de.
  const ending = /\.(co|com|ne|or|net|org)\.[a-z]{2}$/.test(host) ? 3 : 2
  return names.has(parts.at(-ending) ?? '')
}

export const isShop = (source: string) => isOf(shops, source)
export const isVideo = (source: string) => isOf(videos, source)
export const isSocial = (source: string) => isOf(socials, source)
/** A shop or a mail service of a search company is no search. */
export const isSearch = (source: string) =>
  isOf(searches, source) && !isShop(source) && !/^(mail|news|auctions)\./.test(source.toLowerCase())
