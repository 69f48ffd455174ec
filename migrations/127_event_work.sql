-- A stored Stripe event is applied by a row of the outbox: its attempts, its pauses and what it waits for are kept there.

alter table outbox alter column subject_id type text;
alter table outbox add constraint outbox_subject_id_check check (topic = 'apply_event' or subject_id ~
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$');
comment on column outbox.subject_id is 'What the work is about: the id of a row, or Stripe''s id of an event.';
alter table outbox add column waits_for text;
comment on column outbox.waits_for is 'Stripe''s id of what the work needs and what is not known here yet.';
create index outbox_waiting on outbox (waits_for) where state = 'pending' and waits_for is not null;
grant update (waits_for) on outbox to clinic_app;

insert into outbox (topic, subject_id, state, attempts, failures, due_at, last_error, request_id, created_at, settled_at, waits_for)
  select 'apply_event', id, case state when 'received' then 'pending' else 'done' end, attempts, attempts, due_at,
    case state when 'received' then reason end, request_id, received_at, settled_at,
    case state when 'received' then waits_for end
  from stripe_events where state = 'received' or attempts > 0;
update stripe_events set reason = null where state = 'received' and reason is not null;
alter table stripe_events drop column attempts, drop column due_at, drop column waits_for;
create index stripe_events_received on stripe_events (received_at) where state = 'received';

-- At commit: an event that is to be applied has its work, so that none is stored and never applied.
create function check_event_work() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from stripe_events where id = new.id and state = 'received') and not exists (
      select from outbox where topic = 'apply_event' and subject_id = new.id and state <> 'done') then
    raise exception 'event % is stored without its work', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger stripe_events_work after insert or update of state on stripe_events
  deferrable initially deferred for each row when (new.state = 'received') execute function check_event_work();

-- migrate:down

drop trigger stripe_events_work on stripe_events;
drop function check_event_work();
drop index stripe_events_received;
alter table stripe_events add column attempts integer not null default 0,
  add column due_at timestamptz not null default now(), add column waits_for text;
update stripe_events e set attempts = w.attempts, due_at = w.due_at, waits_for = w.waits_for,
    reason = coalesce(e.reason, case e.state when 'received' then w.last_error end)
  from outbox w where w.topic = 'apply_event' and w.subject_id = e.id;
create index stripe_events_due on stripe_events (due_at) where state = 'received';
create index stripe_events_waiting on stripe_events (waits_for) where state = 'received';
grant update (attempts, due_at, waits_for) on stripe_events to clinic_app;
alter table outbox disable trigger outbox_retention;
delete from outbox where topic = 'apply_event';
alter table outbox enable trigger outbox_retention;
alter table outbox drop constraint outbox_subject_id_check;
alter table outbox drop column waits_for;
comment on column outbox.subject_id is null;
alter table outbox alter column subject_id type uuid using subject_id::uuid;
