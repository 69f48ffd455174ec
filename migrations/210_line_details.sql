-- Lines say when, by whom, where and under which code a service was given, and why its price or tax was lowered.

alter table invoice_items
  -- The day of the clinic's calendar on which the service was given.
  add column service_date date check (service_date between '1900-01-01' and '2999-12-31'),
  -- A code and the system that it belongs to, such as CPT and 90837.
  add column code_system text check (length(code_system) between 1 and 40),
  add column code text check (length(code) between 1 and 40),
  add column practitioner_name text check (length(practitioner_name) between 1 and 120),
  add column practitioner_licence text check (length(practitioner_licence) between 1 and 60),
  add column location text check (length(location) between 1 and 120),
  add column unit text check (unit in ('session', 'hour', 'minute', 'day', 'piece')),
  -- The rate that the line's own discount was computed with.
  add column discount_rate_thousandths integer check (discount_rate_thousandths between 1 and 100000),
  add column discount_reason text check (length(discount_reason) between 1 and 200),
  add column tax_exempt_reason text check (length(tax_exempt_reason) between 1 and 200),
  add constraint invoice_items_whole_code_check check ((code_system is null) = (code is null)),
  add constraint invoice_items_licensed_check check (practitioner_licence is null or practitioner_name is not null),
  add constraint invoice_items_reasoned_check check (discount_rate_thousandths is null or discount_reason is not null),
  add constraint invoice_items_discounted_check check (discount_rate_thousandths is null or discount_cents
    = floor(round(quantity * unit_price_cents) * discount_rate_thousandths / 100000 + 0.5)),
  add constraint invoice_items_exempt_check check (tax_exempt_reason is null or tax_cents = 0);

-- At issue: no service lies in the future. The clinic's day is at most one after that of UTC.
create function check_service_dates() returns trigger language plpgsql as $$
begin
  if exists (select from invoice_items where invoice_id = new.id
      and service_date > (new.issued_at at time zone 'UTC')::date + 1) then
    raise exception 'invoice % has a service after its issue', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger invoices_service_dates after update of status on invoices
  for each row when (old.status = 'draft' and new.status = 'issued') execute function check_service_dates();

-- migrate:down

drop trigger invoices_service_dates on invoices;
drop function check_service_dates();
alter table invoice_items drop column service_date, drop column code_system, drop column code,
  drop column practitioner_name, drop column practitioner_licence, drop column location, drop column unit,
  drop column discount_rate_thousandths, drop column discount_reason, drop column tax_exempt_reason;
