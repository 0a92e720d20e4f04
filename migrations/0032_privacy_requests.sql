-- More of what people may ask about their records; which law gives which right stands with the code.
alter table privacy_request drop constraint privacy_request_kind_check,
  add constraint privacy_request_kind_check check (kind in ('disclosure', 'purpose-of-use', 'provision-records', 'correction',
    'stop-use', 'stop-sharing', 'erasure', 'objection', 'portability', 'restriction')) not valid;

-- That whoever handles a request was told how soon it is due: of each date and stage once.
create table privacy_reminder (
  workspace_id uuid not null references workspace (id) on delete cascade,
  request_id uuid not null,
  -- Another date is told anew.
  due_on date not null,
  stage text not null check (stage in ('week', 'day', 'overdue')),
  told_at timestamptz not null,
  primary key (workspace_id, request_id, due_on, stage),
  foreign key (workspace_id, request_id) references privacy_request (workspace_id, id) on delete cascade
);
