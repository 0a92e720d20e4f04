// The page of a shop as its owner would write it: ?connection= for the chat, ?writeKey= to track, ?lang=.
const asked = new URLSearchParams(location.search)
const connection = asked.get('connection')
const writeKey = asked.get('writeKey')
const page = document.documentElement
const home = location.pathname.replace(/widget\/.*$/, '')
const find = (selector) => document.querySelector(selector)

const speak = (language) => {
  page.lang = language
  window.Engawa?.('setLocale', language)
}

const load = (address) =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script')
    Object.assign(script, { src: address, async: true, onload: resolve, onerror: reject })
    document.head.append(script)
  })

/** The official SDK, as a page would use it, with Engawa in the place of Segment. */
const startAnalytics = async () => {
  await load(`${home}widget/segment.js`)
  const address = `${location.host}${home}v1`
  const [analytics] = await window.AnalyticsNext.AnalyticsBrowser.load(
    { writeKey, cdnURL: `${location.origin}${home}`.replace(/\/$/, '') },
    {
      integrations: {
        'Segment.io': { apiHost: address, protocol: location.protocol.slice(0, -1) },
      },
    },
  )
  window.analytics = analytics
  analytics.page()
}

const startChat = () => {
  window.engawaSettings = { connection }
  return load(`${home}widget/engawa.js`)
}

const start = async () => {
  speak(asked.get('lang') ?? (/^ja/.test(navigator.language) ? 'ja' : 'en'))
  for (const button of document.querySelectorAll('[data-language]'))
    button.onclick = () => speak(button.dataset.language)
  let goods = 0
  for (const button of document.querySelectorAll('[data-product]'))
    button.onclick = () => {
      goods += 1
      const { product, price } = button.dataset
      find('.basket').textContent = page.lang === 'ja' ? `かご：${goods}点` : `Basket: ${goods}`
      window.analytics?.track('Product Added', {
        product_id: product,
        price: Number(price),
        currency: 'JPY',
      })
    }
  find('.ask').onclick = () => window.Engawa?.('open')
  find('.missing').hidden = connection !== null
  // The chat's visitor and the tracked one are to be the same person, so tracking comes first.
  if (writeKey) await startAnalytics().catch(() => {})
  if (connection) await startChat()
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
else start()
