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

export const serverSnippet = (origin: string, writeKey: string): string =>
  `import { Analytics } from '${serverPackage}'

const analytics = new Analytics({ writeKey: '${writeKey}', host: '${origin}' })

analytics.track({
  userId: 'your user id',
  event: 'Order Completed',
  properties: { order_id: '1001', total: 4980, currency: 'JPY' },
})`
