-- A job can print invoices into one ZIP. The PDFs are in storage, each sealed under its patient's key, for two days.

alter table jobs drop constraint jobs_action_check;
alter table jobs add constraint jobs_action_check check (action in ('issue', 'send', 'remind', 'download'));

-- migrate:down

alter table jobs drop constraint jobs_action_check;
alter table jobs add constraint jobs_action_check check (action in ('issue', 'send', 'remind')) not valid;
