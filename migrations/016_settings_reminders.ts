/** The clinic's settings, overdue marks, reminders with their stops, late fees, and how messages fare. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One row. Empty parts mean the defaults, which are written in one place, the domain.
    create table clinic_settings (
      one boolean primary key default true check (one),
      reminders jsonb not null default '{}' check (jsonb_typeof(reminders) = 'object'),
      late_fee jsonb not null default '{}' check (jsonb_typeof(late_fee) = 'object'),
      archive jsonb not null default '{}' check (jsonb_typeof(archive) = 'object'),
      retention jsonb not null default '{}' check (jsonb_typeof(retention) = 'object'),
      version integer not null default 1,
      updated_at timestamptz not null default now()
    );
    insert into clinic_settings default values;
    create function guard_clinic_settings() returns trigger language plpgsql as $$
    begin
      if new.version <> old.version + 1 then
        raise exception 'settings count their versions up by one' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger clinic_settings_guard before update on clinic_settings
      for each row execute function guard_clinic_settings();
    create trigger clinic_settings_touch before update on clinic_settings
      for each row execute function touch_updated_at();
    create trigger clinic_settings_keep before delete on clinic_settings for each row execute function refuse_change();
    create trigger clinic_settings_keep_all before truncate on clinic_settings execute function refuse_change();

    -- What the overdue sweep looks for; marked invoices leave the index, so that a sweep costs what is new.
    create index invoices_to_mark on invoices (due_date, id)
      where status in ('issued', 'partially_paid') and overdue_since is null;
    -- An overdue invoice is past its due date; the first day of that is written down.
    alter table invoices add constraint invoices_overdue_after_due check (overdue_since is null or overdue_since > due_date),
      add column reminders_paused_at timestamptz;
    -- A new due date is a new start: the sweep decides again.
    create function clear_overdue() returns trigger language plpgsql as $$
    begin
      if new.due_date <> old.due_date then new.overdue_since := null; end if;
      return new;
    end $$;
    create trigger invoices_clear_overdue before update of due_date on invoices
      for each row execute function clear_overdue();
    alter table patients add column reminders_declined_at timestamptz;

    alter table messages drop constraint messages_kind_check, drop constraint messages_state_check;
    alter table messages
      -- Skipped: not sent, because what it would say was true no more.
      add constraint messages_state_check check (state in ('pending', 'sent', 'failed', 'skipped')),
      add constraint messages_kind_check check (kind in ('invoice', 'receipt', 'fresh_link', 'reminder', 'refund')),
      add column attempts integer not null default 0,
      -- The address refused it for good: trying again is in vain.
      add column bounced boolean not null default false,
      add constraint messages_bounced_failed check (not bounced or state = 'failed');
    create index messages_newest on messages (created_at desc, id desc);
    create index messages_by_patient on messages (patient_id, created_at desc, id desc);
    create index messages_failed on messages (created_at desc, id desc) where state = 'failed';

    create table late_fees (
      id uuid primary key default gen_random_uuid(),
      invoice_id uuid not null references invoices (id),
      rule text not null check (rule in ('fixed', 'percent')),
      -- Which stretch of lateness it is for, counted from 1.
      period integer not null check (period between 1 and 120),
      fee_invoice_id uuid not null unique references invoices (id),
      amount_cents bigint not null check (amount_cents > 0),
      created_at timestamptz not null default now(),
      unique (invoice_id, rule, period),
      check (invoice_id <> fee_invoice_id)
    );
    create trigger late_fees_keep before update or delete on late_fees for each row execute function refuse_change();
    create trigger late_fees_keep_all before truncate on late_fees execute function refuse_change();

    grant select on clinic_settings to clinic_app;
    grant update (reminders, late_fee, archive, retention, version) on clinic_settings to clinic_app;
    grant update (reminders_paused_at) on invoices to clinic_app;
    grant update (reminders_declined_at) on patients to clinic_app;
    grant update (attempts, bounced) on messages to clinic_app;
    grant select, insert on late_fees to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table late_fees;
    delete from messages where kind in ('reminder', 'refund') or state = 'skipped';
    alter table messages drop constraint messages_bounced_failed, drop constraint messages_kind_check,
      drop constraint messages_state_check, drop column bounced, drop column attempts;
    alter table messages add constraint messages_state_check check (state in ('pending', 'sent', 'failed')),
      add constraint messages_kind_check check (kind in ('invoice', 'receipt', 'fresh_link'));
    drop index messages_newest;
    drop index messages_by_patient;
    alter table patients drop column reminders_declined_at;
    drop trigger invoices_clear_overdue on invoices;
    drop function clear_overdue();
    drop index messages_failed;
    alter table invoices drop column reminders_paused_at, drop constraint invoices_overdue_after_due;
    drop index invoices_to_mark;
    drop table clinic_settings;
    drop function guard_clinic_settings();
  `);
}
