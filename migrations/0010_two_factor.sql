-- The second factor of an account, and what a sign-in is waiting for. Ours, not better-auth's: a code must be accepted
-- only once (RFC 6238, 5.2), and what is secret here is sealed with our own key.

create table auth.second_factor (
  user_id text primary key references auth."user" (id) on delete cascade,
  -- Sealed. None until its first code was right.
  secret text,
  -- Sealed; shown to be set up, not yet proved by a code.
  offered text,
  -- The time step of the last code accepted: none at or before it is accepted again.
  last_step bigint not null default 0,
  enabled_at timestamptz,
  created_at timestamptz not null default now()
);

-- 80 random bits each, so that a plain hash is enough; a used one is gone.
create table auth.recovery_code (
  user_id text not null references auth."user" (id) on delete cascade,
  code_hash text not null,
  primary key (user_id, code_hash)
);

-- Between the password and the session: a code, or setting a second factor up; and what a passkey has to sign.
create table auth.sign_in_step (
  token_hash text primary key,
  kind text not null check (kind in ('code', 'enrol', 'passkey')),
  user_id text references auth."user" (id) on delete cascade,
  expires_at timestamptz not null
);
create index sign_in_step_user on auth.sign_in_step (user_id);
create index sign_in_step_age on auth.sign_in_step (expires_at);

-- WebAuthn credentials, by the id that the authenticator gave them (base64url).
create table auth.passkey (
  id text primary key,
  user_id text not null references auth."user" (id) on delete cascade,
  name text not null,
  public_key text not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkey_user on auth.passkey (user_id);

-- Windows that ran full one after the other; each makes the next one longer.
alter table auth.attempt add column strikes integer not null default 0;

-- What earlier secrets signed stays recognised: their signing keys, sealed under the present secret.
create table auth.signing_key (
  key_id text primary key,
  root text not null,
  retired_at timestamptz not null default now()
);

alter table workspace add column second_factor_required boolean not null default false;
