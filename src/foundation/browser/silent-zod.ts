/**
 * Stands in for zod where the desk is built: of a contract the browser needs the method and the path, and the types
 * are gone by then. The server checks all input, so a parser here (55 KB) would check nothing that counts.
 */
const silent: unknown = new Proxy(() => {}, {
  get: (_, name) => {
    if (name === 'parse' || name === 'safeParse')
      throw new Error('Contracts are not checked in the browser')
    return silent
  },
  apply: () => silent,
})

export const z = silent
