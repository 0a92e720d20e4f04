export { readPerson as readOrderRow } from './read-person.ts'
