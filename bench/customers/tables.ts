const share = 5

/**
 * What one in five customers left, by whole-table statements: tracked events of the last month (a few people have most),
 * conversations with mails both ways, notes.
 */
export const tables = (workspaceId: string, customers: number, events: number) => {
  const w = `'${workspaceId}'::uuid`
  const idOf = (n: string, what: number) =>
    `('0190' || lpad(to_hex(${n} >> 16), 4, '0') || '-' || lpad(to_hex(${n} & 65535), 4, '0') || '-7000-8000-' || lpad(to_hex(${what}), 4, '0')
      || lpad(to_hex(${n}), 8, '0'))::uuid`
  const conversations = Math.floor(customers / share)
  return {
    'tracked events': `
      -- Followed long ago: before the place of whoever follows events.
      insert into reader (name, tx, number) values ('tracked-visits', '1', 0)
        on conflict (name) do update set tx = greatest(reader.tx, excluded.tx);
      insert into tracked_event (tx, workspace_id, id, source_id, kind, name, message_id, anonymous_id, user_id, at, received_at, properties, context)
      select '0'::xid8, ${w}, ${idOf('n', 16)}, ${idOf('1', 17)}, case when n % 10 < 8 then 'page' else 'track' end,
        case when n % 10 < 8 then '' else 'Product Viewed' end, 'm-' || n, 'device-' || person, 'user-' || person, at, at,
        jsonb_build_object('title', 'Page ' || n % 500, 'url', 'https://shop.example/' || n % 500, 'price', n % 9000), '{}'
      from (select n, 2 * floor(${Math.floor(customers / 2)} * power((hashint8(n) & 1048575) / 1048576.0, 3))::int as person,
          date_trunc('milliseconds', now() - (${events} - n) * interval '28 days' / ${events}) as at from generate_series(1, ${events}) n) x`,
    conversations: `
      insert into connection (workspace_id, id, channel, name, settings, state, created_at)
        values (${w}, ${idOf('1', 18)}, 'email', 'Mailbox', '{}', 'paused', now());
      insert into conversation (workspace_id, id, number, customer_id, subject, status, last_message_at, last_channel, opened_at, resolved_at,
          reply_thread_id, message_count, last_message_text, last_message_id)
        select ${w}, ${idOf('n', 32)}, n + 1, ${idOf('who', 1)}, 'ご注文について ' || n, case when n % 9 = 0 then 'open' else 'resolved' end,
          at + interval '2 hours', 'email', at, case when n % 9 > 0 then at + interval '2 hours' end, ${idOf('n', 33)}, 3, 'ありがとうございます。', ${idOf('n * 3 + 2', 34)}
        from (select n, (n * ${share} * 7919::bigint % ${customers})::int as who,
          date_trunc('milliseconds', now() - (${conversations} - n) * interval '700 days' / ${conversations} - interval '1 day') as at
          from generate_series(0, ${conversations - 1}) n) x;
      update workspace set next_conversation_number = ${conversations} + 1`,
    messages: `
      insert into thread (workspace_id, id, connection_id, channel, key, identifier_id, conversation_id, subject, created_at)
        select ${w}, ${idOf('n', 33)}, ${idOf('1', 18)}, 'email', '<' || n || '@customers.example>', ${idOf(`(n * ${share} * 7919::bigint % ${customers})::int`, 2)},
          ${idOf('n', 32)}, '', now() from generate_series(0, ${conversations - 1}) n;
      insert into message (workspace_id, id, conversation_id, thread_id, channel, direction, author_type, author_name, text, new_text_length,
          join_reason, state, sent_at, created_at)
        select ${w}, ${idOf('n * 3 + turn', 34)}, c.id, ${idOf('n', 33)}, 'email', case when turn = 1 then 'out' else 'in' end,
          case when turn = 1 then 'member' else 'customer' end, 'Author', '昨日注文した革靴のサイズを変更したいのですが、まだ間に合いますか。', 40, 'thread',
          case when turn = 1 then 'sent' else 'received' end, c.opened_at + turn * interval '1 hour', c.opened_at + turn * interval '1 hour'
        from generate_series(0, ${conversations - 1}) n cross join generate_series(0, 2) turn
          join conversation c on c.workspace_id = ${w} and c.id = ${idOf('n', 32)}`,
    notes: `
      insert into customer_note (workspace_id, id, customer_id, author_id, text, created_at)
        select ${w}, ${idOf('n', 40)}, ${idOf(`n * ${share}`, 1)}, (select id from member limit 1), 'Prefers to be called in the evening.', now()
        from generate_series(0, ${conversations - 1}) n`,
  }
}
