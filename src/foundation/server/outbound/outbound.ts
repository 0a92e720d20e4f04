import { ADDRCONFIG } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { AppError } from '../../shared/app-error.ts'
import { classifyAddress } from './classify-address.ts'
import { type Fetched, type FetchOptions, fetchGuarded } from './fetch-guarded.ts'
import { noPrivateHost, type PrivateHosts } from './private-hosts.ts'

/** All addresses of a name, the one to try first at the front. */
export type Resolve = (host: string) => Promise<readonly string[]>

/**
 * Who named the host: `strangers` reach the public internet only (a picture in a mail); `operators` also what
 * the operator lets through (a mail server that an administrator entered).
 */
export type NamedBy = 'strangers' | 'operators'

/** The one door out: no part of the product connects to a host that was not checked here. */
export type Outbound = {
  /**
   * The checked addresses of a host. Connect to one of these and not to the name: it may resolve to another the
   * next time. Errors: `host.refused`; what DNS says (`ENOTFOUND`).
   */
  resolve: (host: string, namedBy: NamedBy) => Promise<readonly string[]>
  /** A whole answer, bounded; see `FetchOptions`. Errors: those of `resolve`, `outbound.…`, what the connection says. */
  fetch: (url: string, options: FetchOptions) => Promise<Fetched>
}

const askSystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true, order: 'ipv4first', hints: ADDRCONFIG })
  return found.map(({ address }) => address)
}

const refuse = (): never => {
  throw new AppError('invalid', 'host.refused')
}

/** A host as a URL would have it. Numbers that only some programs read as an address are refused. */
const plainHost = (host: string): string => {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (isIP(bare)) return bare
  const url = URL.parse(`http://${bare}/`)
  if (!url || url.hostname === '' || isIP(url.hostname)) return refuse()
  if (url.host !== url.hostname || url.pathname !== '/' || url.username) return refuse()
  return url.hostname
}

export const createOutbound = ({
  operators,
  strangers = noPrivateHost,
  resolve = askSystem,
  ports = [80, 443],
}: {
  operators: PrivateHosts
  /** Only tests let strangers into our own network. */
  strangers?: PrivateHosts
  resolve?: Resolve
  /** Those that strangers may name. */
  ports?: readonly number[]
}): Outbound => {
  const allowed = { operators, strangers }
  const check = async (host: string, namedBy: NamedBy): Promise<readonly string[]> => {
    const plain = plainHost(host)
    const addresses = isIP(plain) ? [plain] : await resolve(plain)
    const isOpen = (address: string) => {
      const kind = classifyAddress(address)
      return kind === 'public' || (kind === 'private' && allowed[namedBy].allows(plain, address))
    }
    // One bad address among good ones is how a name is turned against us.
    if (addresses.length === 0 || !addresses.every(isOpen)) return refuse()
    return addresses
  }
  return {
    resolve: check,
    fetch: (url, options) => fetchGuarded(url, options, { check, ports }),
  }
}
