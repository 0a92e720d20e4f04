import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { onOrdersErased } from '../commerce/index.ts'
import { addPersonalData } from '../customers/index.ts'
import { cancelImport, startImport, undoImport } from './change-import.ts'
import * as contract from './contract.ts'
import { getImport, listImports } from './import-rows.ts'
import { importJob, keepImports } from './job.ts'
import { importedData } from './personal-data.ts'
import { downloadProblems } from './problems-file.ts'
import { previewImport, readImport } from './read-import.ts'
import { listImportRows } from './rows/list-rows.ts'
import { addPart, createImport, removeImport } from './take-file.ts'
import { forgetOwners } from './undo/forget-owners.ts'

addPersonalData(importedData)
onOrdersErased(forgetOwners)

export const importsModule: Module = {
  name: 'imports',
  tables: ['import', 'import_row', 'import_problem'],
  routes: [
    route(contract.listImports, listImports),
    route(contract.getImport, getImport),
    route(contract.listImportRows, listImportRows),
    route(contract.createImport, createImport),
    route(contract.addPart, addPart, { takesBytes: contract.partBytes }),
    route(contract.readImport, readImport),
    route(contract.previewImport, previewImport),
    route(contract.startImport, (ctx, input) => startImport(ctx, input)),
    route(contract.cancelImport, cancelImport),
    route(contract.undoImport, undoImport),
    route(contract.removeImport, removeImport),
    route(contract.downloadProblems, downloadProblems),
  ],
  jobs: [importJob],
  loops: [keepImports],
  permissions: {
    'import.manage': ['admin'],
  },
}
