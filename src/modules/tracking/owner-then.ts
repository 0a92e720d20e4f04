import { type RawBuilder, sql } from 'kysely'

/** Whose `identifier` was at a time: of a shared device, not whoever has it now. Null: nobody's. */
export const ownerThen = (at: RawBuilder<unknown>) => sql<
  string | null
>`coalesce((select coalesce(c.root_id, c.id) from identifier_past p
  join customer c on c.workspace_id = p.workspace_id and c.id = p.customer_id
  where p.workspace_id = identifier.workspace_id and p.identifier_id = identifier.id and p.valid_to > ${at}
  order by p.valid_to limit 1), identifier.customer_id)`
