export { dressMarketing, guardMarketing } from './guard-marketing.ts'
