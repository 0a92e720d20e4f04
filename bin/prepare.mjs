import { buildIfChanged } from './steps/browser-apps.mjs'
import { installIfChanged } from './steps/install.mjs'

/**
 * Makes a checkout ready to run; plain JavaScript for any Node from 20 on, before anything is installed.
 * `dev`: with the tools of tests and checks. `build`: with the browser apps. Silent when there is nothing to do.
 */
export const prepare = async ({ dev = false, build = false } = {}) => {
  await installIfChanged({ dev })
  if (build) await buildIfChanged()
}
