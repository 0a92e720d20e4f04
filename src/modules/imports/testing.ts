import type { Caller } from '../../foundation/testing/caller.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as contract from './contract.ts'

type Made = { kind?: 'customers' | 'orders'; name?: string; parts?: number }

/** Sends a file as the desk does, in parts. */
export const upload = async (
  admin: Caller,
  content: string | Uint8Array,
  { kind = 'customers', name = 'file.csv', parts = 2 }: Made = {},
) => {
  const bytes = Buffer.from(content as string)
  const { id } = await admin.call(contract.createImport, { kind, name, bytes: bytes.length })
  const size = Math.ceil(bytes.length / parts)
  for (let offset = 0; offset < bytes.length; offset += size) {
    const response = await admin.fetch(`/api/v1/imports/${id}/content?offset=${offset}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes.subarray(offset, offset + size),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  return id
}

/** With what the columns' names say, unless told otherwise. */
export const begin = async (admin: Caller, id: string, mapping: Partial<contract.Mapping> = {}) => {
  const { columns } = await admin.call(contract.readImport, { id })
  const proposed = Object.fromEntries(columns.map(({ name, target }) => [name, target]))
  return admin.call(contract.startImport, { id, mapping: { columns: proposed, ...mapping } })
}

export const waitForState = (admin: Caller, id: string, state: string, seconds = 60) =>
  waitFor(
    `the import to be ${state}`,
    async () => {
      const found = await admin.call(contract.getImport, { id })
      if (found.state === 'failed' && state !== 'failed') throw new Error(found.error ?? '')
      return found.state === state ? found : undefined
    },
    seconds,
  )

export const importFile = async (
  admin: Caller,
  content: string | Uint8Array,
  { mapping = {}, ...made }: Made & { mapping?: Partial<contract.Mapping> } = {},
) => {
  const id = await upload(admin, content, made)
  await begin(admin, id, mapping)
  return waitForState(admin, id, 'done')
}
