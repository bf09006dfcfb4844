-- The tables of every variant that brings none for cases, inbox and audit.

create table unit (
    code text primary key,
    name text not null
);

create table approval (
    id uuid primary key default uuidv7(),
    number text not null unique,
    item text not null,
    party text not null,
    unit text not null references unit,
    state text not null default 'accepted' check (state in ('accepted', 'granted', 'issued')),
    waiting integer not null check (waiting >= 0),  -- tasks that the present stage waits for
    form jsonb not null,
    result text,
    received_at timestamptz not null default now(),
    decided_at timestamptz,
    ended_at timestamptz,
    check ((state = 'issued') = (ended_at is not null))
);
create index approval_of_party on approval (party, received_at desc);
create index approval_of_unit on approval (unit, state);

create table task (
    id uuid primary key default uuidv7(),
    approval_id uuid not null references approval,
    step text not null,
    unit text not null references unit,
    state text not null default 'open' check (state in ('open', 'done')),
    opened_at timestamptz not null default now(),
    due_at timestamptz not null,
    done_at timestamptz,
    done_by text,
    opinion text,
    unique (approval_id, step)
);
create index task_inbox on task (unit, due_at) where state = 'open';

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,
    type text not null,
    approval_id uuid not null references approval,
    unit text not null,
    data jsonb not null
);
create index audit_of_approval on audit (approval_id, id);
