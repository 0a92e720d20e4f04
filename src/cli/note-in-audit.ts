import pg from 'pg'

/**
 * Tells every workspace's audit log what was done with the whole installation at the command line. Without the table, of a
 * version before it, nothing is told: the act stands in either case.
 */
export const noteInAudit = async (
  url: string,
  act: 'backup.made' | 'backup.restored' | 'secret.rotated',
) => {
  const client = new pg.Client({ connectionString: url, application_name: 'engawa-audit' })
  await client.connect()
  try {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('audit_entry') is not null as there`,
    )
    if (!rows[0]!.there) return
    await client.query(
      `insert into audit_entry (workspace_id, id, at, act, outcome, actor_type, actor_id)
        select id, gen_random_uuid(), date_trunc('milliseconds', now()), $1, 'done', 'system', 'command-line'
        from workspace`,
      [act],
    )
  } finally {
    await client.end()
  }
}
