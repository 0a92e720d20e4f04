import type { ComponentType } from 'react'
import type { z } from 'zod'
import type { CustomerWithIdentifiers } from '../contract.ts'

type Customer = z.output<typeof CustomerWithIdentifiers>

/** A part of the customer's page that another module fills: purchases, consents … Draws nothing when it has nothing to say. */
export type CustomerSection = {
  name: string
  /** Sections stand in this order, small numbers first. */
  place: number
  /** Also in the narrow panel beside a conversation; for what answers the question at hand. */
  panel: boolean
  Section: ComponentType<{ customer: Customer }>
}
const sections: CustomerSection[] = []

/** A module's `desk/routes.tsx` adds its sections when it is loaded. */
export const addCustomerSection = (section: CustomerSection) => {
  sections.push(section)
  sections.sort((a, b) => a.place - b.place)
}

export const customerSections = ({ panel }: { panel: boolean }): readonly CustomerSection[] =>
  panel ? sections.filter((section) => section.panel) : sections
