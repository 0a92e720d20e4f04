-- What is known of incoming mail beyond the mail itself. New columns are empty and new tables small: nothing is rewritten.

alter table connection
  -- When its provider could last be asked for news, and since when that has been too long ago.
  add column read_at timestamptz,
  add column stalled_at timestamptz;

alter table receipt
  -- Tries begun and not ended since it was put in line: an input that ends the process is found out by it.
  add column begun integer,
  -- Not before this, after a try that failed.
  add column retry_at timestamptz;

alter table message
  -- What its channel says of it for people to see: an invitation, whether it is encrypted, who forwarded it.
  add column mail_facts jsonb,
  -- Whether the sender's domain vouches for it; found out after receipt.
  add column sender_check jsonb;

-- Further names for input that is stored already: the same bytes once more in the same mailbox.
create table receipt_repeat (
  workspace_id uuid not null,
  connection_id uuid not null,
  key text not null,
  primary key (workspace_id, connection_id, key),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);

-- What a mailbox holds against what was taken in.
create table reconciliation (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null,
  finished_at timestamptz,
  -- Mails in the mailbox since the connection's start; of them known here, not known, and taken in now.
  mailbox_count integer,
  stored_count integer,
  missing_count integer,
  taken_count integer,
  problem_code text,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);
create index reconciliation_latest on reconciliation (workspace_id, connection_id, started_at desc, id desc);

-- Messages whose sender is still to be checked.
create table sender_check_due (
  workspace_id uuid not null,
  message_id uuid not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  primary key (workspace_id, message_id),
  foreign key (workspace_id, message_id) references message (workspace_id, id) on delete cascade
);
create index sender_check_due_at on sender_check_due (due_at);

-- What a connection signs in with for an hour or so, got by what its settings hold. Both tokens are sealed.
create table connection_token (
  workspace_id uuid not null,
  connection_id uuid not null,
  -- Of the settings it was got by; others make it useless.
  settings_mark text not null,
  access text,
  refresh text,
  expires_at timestamptz,
  -- One renews at a time; whoever takes longer has given up.
  renewing_until timestamptz,
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);
