-- A fourth role: an outside partner, who sees only what its own teams handle.
alter table member drop constraint member_role_check,
  add constraint member_role_check check (role in ('admin', 'agent', 'viewer', 'partner')) not valid;
alter table invitation drop constraint invitation_role_check,
  add constraint invitation_role_check check (role in ('admin', 'agent', 'viewer', 'partner')) not valid;

-- Addresses are shown from now on to those who may see them only; keys that read customers so far go on reading them.
update api_key set scopes = scopes || array['customer.contact']
  where scopes && array['customer.read', 'conversation.read'] and not scopes && array['*', 'customer.contact'];

-- Who did which sensitive act, and when. Rows are only ever added; whole months may be dropped.
create table audit_entry (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  at timestamptz not null,
  -- What was done, `member.role_changed`.
  act text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  actor_type text not null,
  actor_id text not null,
  object_type text,
  object_id text,
  -- Ids, codes, counts and names of fields; never what a person wrote, is called or is reached by.
  facts jsonb not null default '{}',
  -- Where the caller was: an IPv4 /24 or an IPv6 /48, never the whole address.
  network text,
  primary key (workspace_id, at, id)
) partition by range (at);
create index audit_entry_actor on audit_entry (workspace_id, actor_id, at desc, id desc);
create index audit_entry_object on audit_entry (workspace_id, object_id, at desc, id desc) where object_id is not null;

-- Erasing a whole workspace names it first: set local engawa.erase_workspace = 'ID'.
create function keep_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if current_setting('engawa.erase_workspace', true) = old.workspace_id::text then
      return old;
    end if;
  end if;
  raise exception 'the audit log is only ever added to' using errcode = 'restrict_violation';
end $$;
create trigger audit_entry_kept before update or delete on audit_entry
  for each row execute function keep_audit();
create trigger audit_entry_whole before truncate on audit_entry
  for each statement execute function keep_audit();

create function ensure_audit_parts(today date) returns void language plpgsql as $$
begin
  for ahead in -1..2 loop
    perform ensure_month('audit_entry', (today + ahead * interval '1 month')::date);
  end loop;
end $$;

create table audit_entry_default partition of audit_entry default;
select ensure_audit_parts(current_date);
