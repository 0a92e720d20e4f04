import { systemContext } from '../../foundation/server/context.ts'
import type { Services } from '../../foundation/server/services.ts'
import { findFirstWorkspace, hasHadSample } from '../workspaces/index.ts'
import { addSample } from './add-sample.ts'

/** Adds the sample to the first workspace, as the environment asks, unless it is there or somebody removed it. */
export const ensureSample = async (services: Services) => {
  const workspaceId = await findFirstWorkspace(services.db)
  if (!workspaceId) return
  const ctx = systemContext(services, workspaceId, 'sample')
  if (await hasHadSample(ctx)) return
  await addSample(ctx)
}
