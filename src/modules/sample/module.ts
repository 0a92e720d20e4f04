import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addSample } from './add-sample.ts'
import * as contract from './contract.ts'
import { fillSample } from './fill/fill-sample.ts'
import { getSample } from './get-sample.ts'
import { removeSample } from './remove-sample.ts'
import { answerReply } from './script/answer-reply.ts'
import { writeScripted } from './script/write-scripted.ts'

export const sampleModule: Module = {
  name: 'sample',
  tables: ['sample_part'],
  routes: [
    route(contract.getSample, (ctx) => getSample(ctx)),
    route(contract.addSample, (ctx) => addSample(ctx)),
    // Many short transactions, so that none is long.
    route(contract.removeSample, (ctx) => removeSample(ctx), { outsideTransaction: true }),
  ],
  readers: [answerReply],
  jobs: [writeScripted, fillSample],
}
