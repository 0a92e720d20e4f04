import { type Kind, kinds } from './kinds.ts'

/** Servers use the whole word, Segment's library for browsers its first letter. */
const words: Record<string, Kind | 'batch'> = {
  identify: 'identify',
  i: 'identify',
  track: 'track',
  t: 'track',
  page: 'page',
  p: 'page',
  screen: 'screen',
  s: 'screen',
  group: 'group',
  g: 'group',
  alias: 'alias',
  a: 'alias',
  batch: 'batch',
  b: 'batch',
  import: 'batch',
}

const segment = Object.entries(words).map(([word, kind]) => [`/v1/${word}`, kind] as const)

/** Jitsu's for browsers and for servers, and Dittofeed's, whose libraries send batches and whose users one by one, too. */
const others = Object.entries(words)
  .filter(([word]) => word.length > 1)
  .flatMap(([word, kind]) =>
    ['/api/s', '/api/s/s2s', '/api/public/apps'].map((path) => [`${path}/${word}`, kind] as const),
  )

/** Where each library's unmodified client posts events: path → what one request holds. */
export const eventPaths: readonly (readonly [string, Kind | 'batch'])[] = [
  ...segment,
  ...others,
  // RudderStack's `sendBeacon`, which can carry no header.
  ['/beacon/v1/batch', 'batch'],
]

/** RudderStack's pixels, which have everything in the query, and Segment's, which have an event in `data`. */
export const pixelPaths: readonly (readonly [string, Kind])[] = [
  ['/pixel/v1/track', 'track'],
  ['/pixel/v1/page', 'page'],
  ...kinds.map((kind) => [`/v1/pixel/${kind}`, kind] as const),
]

/** Segment's settings, also where Jitsu serves them, because people mistake which part is the CDN's. */
export const settingsPaths = [
  '/v1/projects/:key/settings',
  '/projects/:key/settings',
  '/v1/projects/projects/:key/settings',
]

export const preflightPaths = [
  '/v1/*',
  '/projects/*',
  '/api/s/*',
  '/api/public/apps/*',
  '/beacon/*',
  '/sourceConfig',
  '/sourceConfig/',
]
