/** The packages that the snippets are for. */
export const browserPackage = '@segment/analytics-next'
export const serverPackage = '@segment/analytics-node'

/** `apiHost` carries the path but no scheme: the SDK puts `protocol` before it. */
export const browserSnippet = (origin: string, writeKey: string): string => {
  const { host, protocol } = new URL(origin)
  return `import { AnalyticsBrowser } from '${browserPackage}'

export const analytics = AnalyticsBrowser.load(
  { writeKey: '${writeKey}', cdnURL: '${origin}' },
  {
    integrations: {
      'Segment.io': { apiHost: '${host}/v1', protocol: '${protocol.replace(':', '')}' },
    },
  },
)

analytics.page()
// analytics.identify('your user id', { email: 'person@example.com' })`
}

/** For pages without a build step: calls wait in the list until the library, which comes from here, takes them out. */
export const pageSnippet = (origin: string, writeKey: string): string =>
  `<script>
  window.analytics = window.analytics || []
  analytics._cdn = '${origin}'
  analytics.push(['page'])
  // analytics.push(['identify', 'your user id', { email: 'person@example.com' }])
</script>
<script async src="${origin}/analytics.js/v1/${writeKey}/analytics.min.js"></script>`

export const serverSnippet = (origin: string, writeKey: string): string =>
  `import { Analytics } from '${serverPackage}'

const analytics = new Analytics({ writeKey: '${writeKey}', host: '${origin}' })

analytics.track({
  userId: 'your user id',
  event: 'Order Completed',
  properties: { order_id: '1001', total: 4980, currency: 'JPY' },
})`

/** Jitsu's library refuses a key without a colon; here it may stand anywhere in it. */
export const jitsuKey = (writeKey: string) => `${writeKey.slice(0, 16)}:${writeKey.slice(16)}`

/** Libraries that were used for other products, each pointed here by its documented option. */
export const librarySnippets = (origin: string, writeKey: string) => [
  {
    name: 'RudderStack: @rudderstack/analytics-js',
    text: `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'

const analytics = new RudderAnalytics()
analytics.load('${writeKey}', '${origin}', { configUrl: '${origin}' })
analytics.page()`,
  },
  {
    name: 'RudderStack: @rudderstack/rudder-sdk-node',
    text: `import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const analytics = new RudderAnalytics('${writeKey}', { dataPlaneUrl: '${origin}' })`,
  },
  {
    name: 'Jitsu: @jitsu/js',
    text: `import { jitsuAnalytics } from '@jitsu/js'

const analytics = jitsuAnalytics({ host: '${origin}', writeKey: '${jitsuKey(writeKey)}' })
analytics.page()`,
  },
  {
    name: 'Dittofeed: @dittofeed/sdk-web',
    text: `import { DittofeedSdk } from '@dittofeed/sdk-web'

await DittofeedSdk.init({ writeKey: '${writeKey}', host: '${origin}' })`,
  },
]

/** Measures how fast pages are for their visitors; the write key tells whose pages. */
export const vitalsSnippet = (origin: string, writeKey: string) =>
  `<script async src="${origin}/v1/vitals.js" data-write-key="${writeKey}"></script>`
