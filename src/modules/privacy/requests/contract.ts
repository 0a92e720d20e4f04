/** An article of a law, and its paragraph where only that one gives the right. */
export type Article = { article: number; paragraph?: number }

/** What a kind of request rests on, and what answers it. */
export type RequestRule = {
  /** Of the Japanese act on personal data (個人情報保護法). */
  appi?: Article
  gdpr?: Article
  /** Done, it takes back what they agreed to, and no later yes of a browser stands for it. */
  withdraws?: 'everything' | 'marketing'
  /** What is made or begun from the request itself. */
  tool?: 'copy' | 'erase'
  /** The letter says that something follows: the handler's words. */
  needsOutcome?: true
  /** Whoever asks to be left alone need not prove who they are. */
  needsNoProof?: true
}

/** 開示, 利用目的の通知, 第三者提供記録の開示, 訂正等, 利用停止等, 第三者提供の停止, 消去; and the rights of the GDPR besides. */
export const requestRules = {
  disclosure: {
    appi: { article: 33, paragraph: 1 },
    gdpr: { article: 15 },
    tool: 'copy',
  },
  'purpose-of-use': {
    appi: { article: 32, paragraph: 2 },
    gdpr: { article: 15, paragraph: 1 },
    needsOutcome: true,
  },
  'provision-records': {
    appi: { article: 33, paragraph: 5 },
    gdpr: { article: 15, paragraph: 1 },
    needsOutcome: true,
  },
  correction: { appi: { article: 34, paragraph: 1 }, gdpr: { article: 16 } },
  'stop-use': {
    appi: { article: 35 },
    gdpr: { article: 7, paragraph: 3 },
    withdraws: 'everything',
  },
  'stop-sharing': { appi: { article: 35 } },
  erasure: { appi: { article: 35 }, gdpr: { article: 17 }, tool: 'erase' },
  objection: { gdpr: { article: 21 }, withdraws: 'marketing', needsNoProof: true },
  portability: { gdpr: { article: 20 }, tool: 'copy' },
  restriction: { gdpr: { article: 18 }, withdraws: 'everything' },
} as const satisfies Record<string, RequestRule>

export type RequestKind = keyof typeof requestRules
export const requestKinds = Object.keys(requestRules) as [RequestKind, ...RequestKind[]]
export const ruleOf = (kind: RequestKind): RequestRule => requestRules[kind]
