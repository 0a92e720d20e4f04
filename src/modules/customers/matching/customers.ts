import type { Block } from './block.ts'
import {
  foldAddress,
  foldDate,
  foldMail,
  foldName,
  foldPhone,
  foldPostcode,
  foldReading,
  mailName,
} from './fold.ts'
import type { Field, MatchRecord } from './schema.ts'

/** What is known of a customer, as it was given; empty where nothing is. */
export type Known = {
  id: string
  name: string
  /** フリガナ; a Latin name is read as it is written. */
  kana: string
  email: string
  phone: string
  postcode: string
  address: string
  birthday: string
}

export const customerFields: readonly Field[] = [
  { key: 'name', kind: 'name' },
  { key: 'reading', kind: 'name' },
  { key: 'email', kind: 'text' },
  { key: 'mail-name', kind: 'name' },
  { key: 'phone', kind: 'number' },
  { key: 'postcode', kind: 'number' },
  { key: 'address', kind: 'text' },
  { key: 'birthday', kind: 'date' },
]
const [name, reading, email, mail, phone, postcode, address, birthday] = customerFields.keys()

/** What two records of one person have in common nearly always: one of these. */
export const customerBlocks: readonly Block[] = [
  [{ field: email! }],
  [{ field: phone! }],
  [{ field: phone!, from: 3 }],
  [{ field: mail! }],
  [{ field: birthday! }, { field: postcode! }],
  [{ field: birthday! }, { field: name!, to: 1 }],
  [{ field: birthday! }, { field: reading!, to: 2 }],
  [{ field: postcode! }, { field: name!, to: 2 }],
  [{ field: postcode! }, { field: reading!, to: 3 }],
  [{ field: name! }, { field: address!, to: 6 }],
]

export const toMatchRecord = (known: Known): MatchRecord => ({
  id: known.id,
  values: [
    foldName(known.name),
    foldReading(known.kana || known.name),
    foldMail(known.email),
    mailName(known.email),
    foldPhone(known.phone),
    foldPostcode(known.postcode),
    foldAddress(known.address),
    foldDate(known.birthday),
  ],
})
