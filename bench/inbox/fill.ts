import pg from 'pg'

export const sizes = {
  conversations: 200_000,
  messages: 1_000_000,
  customers: 120_000,
  members: 40,
  teams: 8,
  labels: 30,
}

/** The label that is on most, and some thousand conversations of all ages. */
export type Filled = { labelId: string; sample: string[] }

/**
 * A shop's two years, made by whole-table statements: most conversations are resolved, the open ones recent; few
 * customers write often, few threads are long, few labels are on most. The same seed makes the same rows.
 */
export const fillInbox = async (
  url: string,
  { memberId, seed, say }: { memberId: string; seed: number; say: (text: string) => void },
): Promise<Filled> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query('select id from workspace')
    const prepared = prepare(rows[0].id, memberId, seed)
    for (const [name, text] of Object.entries({ ...prepared, ...tables, ...settled })) {
      const began = performance.now()
      await client.query(text)
      say(`inbox: ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s`)
    }
    await check(client)
    const label = await client.query('select id from bench_label where n = 1')
    const sample = await client.query(
      'select id from bench_conversation order by pg_temp.chance(n, 40) limit 5000',
    )
    return { labelId: label.rows[0].id, sample: sample.rows.map((row) => row.id) }
  } finally {
    await client.end()
  }
}

const check = async (client: pg.Client) => {
  const { rows } = await client.query(`select
    (select count(*) from conversation) as conversations, (select count(*) from message) as messages,
    (select count(*) from conversation where message_count = 0 or last_message_id is null) as empty,
    (select sum(message_count) from conversation) as counted`)
  const { conversations, messages, empty, counted } = rows[0]
  const right = [conversations, messages, counted, empty].map(Number)
  if (right.join() !== [sizes.conversations, sizes.messages, sizes.messages, 0].join())
    throw new Error(`the inbox was filled wrongly: ${right.join()}`)
}

/** `chance(n, salt)` is a number from 0 to 1 that depends on nothing else; ids are UUIDv7 of their time. */
const prepare = (workspaceId: string, memberId: string, seed: number) => ({
  functions: `
    -- Every reference below is right by construction; checking five million of them one by one takes minutes.
    set session_replication_role = replica;
    set maintenance_work_mem = '256MB';
    set work_mem = '256MB';
    create function pg_temp.chance(n bigint, salt bigint) returns float8 language sql immutable as
      $$ select (hashint8extended(n, salt + ${seed} * 1000) & 4503599627370495) / 4503599627370496.0::float8 $$;
    create function pg_temp.id_of(at timestamptz, n bigint, what text) returns uuid language sql immutable as
      $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(what || n), 1, 3)
        || '8' || substr(md5(what || n), 4, 15))::uuid $$;
    create temp table bench_place as select '${workspaceId}'::uuid as w, '${memberId}'::uuid as me, now() as today,
      gen_random_uuid() as mail, gen_random_uuid() as chat;`,
})

const { conversations, messages, customers, members, teams, labels } = sizes

const sentences = `array['昨日注文した革靴のサイズを変更したいのですが、まだ間に合いますか。', 'お世話になっております。', 'My parcel has not arrived yet, could you check where it is?',
  '返品の手続きについて教えてください。', 'The invoice shows the wrong company name.', 'ご確認のほど、よろしくお願いいたします。', 'Thank you, that solved it!',
  '在庫が戻る予定はありますか。', 'I would like to change the delivery address of my last order.', 'クーポンが使えないようです。']`

const tables = {
  people: `
    create temp table bench_member as select n::bigint, case when n = 1 then me else gen_random_uuid() end as id from bench_place, generate_series(1, ${members}) n;
    create temp table bench_team as select n::bigint, gen_random_uuid() as id from generate_series(1, ${teams}) n;
    create temp table bench_label as select n::bigint, gen_random_uuid() as id from generate_series(1, ${labels}) n;
    insert into member (workspace_id, id, name, email, role, created_at)
      select w, id, 'Agent ' || n, 'agent-' || n || '@shop.example', 'agent', today from bench_member, bench_place where n > 1;
    insert into team (workspace_id, id, name, created_at) select w, id, 'Team ' || n, today from bench_team, bench_place;
    insert into team_member (workspace_id, team_id, member_id) select w, id, me from bench_team, bench_place where n <= 3;
    insert into label (workspace_id, id, name, created_at) select w, id, 'Label ' || n, today from bench_label, bench_place;
    insert into connection (workspace_id, id, channel, name, settings, state, created_at)
      select w, mail, 'email', 'Mailbox', '{}'::jsonb, 'paused', today from bench_place
      union all select w, chat, 'web-chat', 'Chat', '{}', 'paused', today from bench_place;`,
  customers: `
    create temp table bench_customer as
      select n::bigint, pg_temp.id_of(at, n, 'customer') as id, pg_temp.id_of(at, n, 'address') as address, at
      from (select n, today - interval '730 days' + n * interval '730 days' / ${customers} as at from bench_place, generate_series(1, ${customers}) n) x;
    insert into customer (workspace_id, id, name, locale, last_contact_at, created_at, search_text)
      select w, id, case when n % 4 > 0 then 'お客様 ' || n end, 'ja', at, at, '' from bench_customer, bench_place;
    insert into identifier (workspace_id, id, type, value, shown, customer_id, trust, created_at)
      select w, address, 'email', n || '@customers.example', n || '@customers.example', id, 'verified', at from bench_customer, bench_place;`,
  'who says what when': `
    create temp table bench_conversation as
      select n, pg_temp.id_of(opened, n, 'conversation') as id, pg_temp.id_of(opened, n, 'thread') as thread, opened,
        least(opened + (0.1 - ln(1 - pg_temp.chance(n, 1))) * interval '1 day', today) as last,
        1 + floor(${customers} * power(pg_temp.chance(n, 2), 1.3))::bigint as customer,
        case when pg_temp.chance(n, 3) < case when n > 0.9 * ${conversations} then 0.6 else 0.045 end then 'open' else 'resolved' end as status,
        case when pg_temp.chance(n, 4) < 0.55 then 1 + floor(${members} * pg_temp.chance(n, 5))::bigint end as member,
        case when pg_temp.chance(n, 6) < 0.75 then 1 + floor(${teams} * pg_temp.chance(n, 7))::bigint end as team,
        case when pg_temp.chance(n, 8) < 0.6 then 'email' else 'web-chat' end as channel
      from (select n::bigint, today, today - interval '730 days' * (1 - n::float8 / (${conversations} + 1)) as opened
        from bench_place, generate_series(1, ${conversations}) n) x;
    create temp table bench_message as
      select m, c.n, c.opened + (c.last - c.opened) * (row_number() over turns)::float8 / count(*) over (partition by c.n) as at,
        row_number() over turns as turn
      from (select m::bigint, case when m <= ${conversations} then m else
          1 + (floor(${conversations} * power(pg_temp.chance(m, 9), 1.5))::bigint * 7919 + 13) % ${conversations} end as n
        from generate_series(1, ${messages}) m) x join bench_conversation c using (n)
      window turns as (partition by c.n order by m);
    create temp table bench_visitor as
      select n, pg_temp.id_of(opened, n, 'visitor') as id, pg_temp.id_of(opened, n, 'device') as device from bench_conversation where channel = 'web-chat';
    create index on bench_visitor (n);
    create index on bench_customer (n);
    analyze bench_conversation; analyze bench_message; analyze bench_customer; analyze bench_visitor;`,
  conversations: `
    insert into conversation (workspace_id, id, number, customer_id, subject, status, assignee_id, team_id, last_message_at, last_channel,
        opened_at, resolved_at, reply_thread_id)
      select w, c.id, c.n, p.id, case when c.channel = 'email' then (${sentences})[1 + c.n % 10] else '' end, c.status, m.id, t.id, c.last, c.channel,
        c.opened, case when c.status = 'resolved' then c.last end, c.thread
      from bench_conversation c cross join bench_place join bench_customer p on p.n = c.customer
        left join bench_member m on m.n = c.member left join bench_team t on t.n = c.team order by c.n;
    update workspace set next_conversation_number = ${conversations} + 1;
    insert into identifier (workspace_id, id, type, value, shown, customer_id, trust, created_at)
      select w, v.device, 'visitor', v.id::text, v.id::text, p.id, 'device', c.opened from bench_visitor v join bench_conversation c using (n)
        join bench_customer p on p.n = c.customer cross join bench_place;
    insert into visitor (workspace_id, id, connection_id, token_hash, identifier_id, claimed_email, locale, created_at, seen_at)
      select w, v.id, chat, md5(v.id::text), v.device, c.customer || '@customers.example', 'ja', c.opened, c.last
      from bench_visitor v join bench_conversation c using (n) cross join bench_place;
    insert into thread (workspace_id, id, connection_id, channel, key, identifier_id, conversation_id, subject, created_at)
      select w, c.thread, case when c.channel = 'email' then mail else chat end, c.channel, coalesce(v.id::text, '<' || c.n || '@customers.example>'),
        coalesce(v.device, p.address), c.id, '', c.opened
      from bench_conversation c cross join bench_place join bench_customer p on p.n = c.customer left join bench_visitor v on v.n = c.n order by c.n;`,
  messages: `
    insert into message (workspace_id, id, conversation_id, thread_id, channel, direction, identifier_id, author_type, author_id, author_name,
        text, new_text_length, html, join_reason, state, provider_id, sent_at, created_at)
      select w, pg_temp.id_of(x.at, x.m, 'message'), c.id, c.thread, c.channel, way, case when way = 'in' then coalesce(v.device, p.address) end,
        case when way = 'in' then 'customer' else 'member' end, case when way = 'out' then a.id end, case when way = 'in' then '' else 'Agent' end,
        said, length(said), case when c.channel = 'email' then '<div><p>' || said || '</p></div>' end, 'thread',
        case when way = 'in' then 'received' else 'sent' end, case when c.channel = 'email' then '<' || x.m || '@mail.example>' end, x.at, x.at
      from (select *, case when turn % 2 = 1 then 'in' else 'out' end as way,
          repeat((${sentences})[1 + m % 10] || ' ', 1 + floor(6 * power(pg_temp.chance(m, 10), 2))::int) || (${sentences})[1 + m / 10 % 10] as said from bench_message) x
        join bench_conversation c using (n) cross join bench_place join bench_customer p on p.n = c.customer
        left join bench_visitor v on v.n = c.n left join bench_member a on a.n = coalesce(c.member, 2) order by x.at;`,
  'what lists show': `
    update conversation c set message_count = x.count, last_message_id = x.id, last_message_text = left(x.text, 200), last_direction = x.direction,
        last_inbound_at = x.inbound, first_reply_at = x.reply
      from (select distinct on (conversation_id) conversation_id, id, text, direction, count(*) over whole as count,
          max(created_at) filter (where direction = 'in') over whole as inbound, min(created_at) filter (where direction = 'out') over whole as reply
        from message window whole as (partition by conversation_id) order by conversation_id, created_at desc, id desc) x
      where c.id = x.conversation_id;`,
  'labels, reading, files': `
    insert into conversation_label (workspace_id, label_id, conversation_id, status, last_message_at)
      select distinct on (l.id, c.id) w, l.id, c.id, c.status, c.last from bench_conversation c cross join generate_series(1, 3) turn cross join bench_place
        join bench_label l on l.n = 1 + floor(${labels} * power(pg_temp.chance(c.n, 10 + turn), 2.5))::bigint
        where pg_temp.chance(c.n, 20 + turn) < 0.4;
    insert into conversation_read (workspace_id, member_id, conversation_id, read_at)
      select w, me, c.id, c.last from bench_conversation c, bench_place where pg_temp.chance(c.n, 30) < 0.3;
    create temp table bench_file as select m, pg_temp.id_of(at, m, 'file') as id, pg_temp.id_of(at, m, 'message') as message, at from bench_message where m % 20 = 0;
    insert into file (workspace_id, id, sha256, bytes, type, name, uploaded_by, created_at)
      select w, id, md5(m::text), 20000, 'image/png', '写真' || m || '.png', 'bench', at from bench_file, bench_place;
    insert into message_file (workspace_id, message_id, file_id, position) select w, message, id, 0 from bench_file, bench_place;`,
}

const settled = {
  // What autovacuum does in its own time.
  vacuum:
    'vacuum (analyze) conversation, message, conversation_label, conversation_read, thread, identifier, customer, visitor, file, message_file, member, team, label',
}
