import type { Endpoint } from '../foundation/shared/endpoint.ts'
import type { TestServer } from '../foundation/testing/start-test-server.ts'
import * as imports from '../modules/imports/contract.ts'
import { begin, upload, waitForState } from '../modules/imports/testing.ts'
import { nameOf } from './ask-everything.ts'

const file = 'email,name\nimported@audit.example,Imported\n'

/** How what is brought in and taken back leaves its lines: a part of `performAudited`. */
export const performImports = ({ admin, services }: TestServer) => {
  let id = ''
  const act = (endpoint: Endpoint, run: () => Promise<unknown>) => [nameOf(endpoint), run] as const
  return [
    act(imports.createImport, async () => {
      id = await upload(admin, file)
    }),
    act(imports.startImport, () => begin(admin, id)),
    act(imports.downloadProblems, async () => {
      await waitForState(admin, id, 'done')
      await (await admin.fetch(`/api/v1/imports/${id}/problems.csv`)).text()
    }),
    act(imports.cancelImport, async () => {
      await services.db
        .updateTable('import')
        .set({ state: 'running', started_at: new Date() })
        .where('id', '=', id)
        .execute()
      await admin.call(imports.cancelImport, { id })
    }),
    act(imports.undoImport, () => admin.call(imports.undoImport, { id })),
    act(imports.removeImport, async () => {
      await admin.call(imports.removeImport, { id: await upload(admin, file) })
    }),
  ]
}
