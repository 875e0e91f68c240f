-- A guest who left: what was open is still done for them, and nobody who comes after them hears of it. And nothing that was
-- asked where nobody is checked in stays for ever.
alter table hotel_tickets add column has_left boolean not null default false;
comment on column hotel_tickets.has_left is 'class: operational';
update hotel_tickets set has_left = true where expires_at is not null;
update hotel_tickets set expires_at = now() + interval '2 days' where stay_id is null and expires_at is null;

-- Whose question it is: the next guest's yes is no answer to it.
delete from hotel_questions;
alter table hotel_questions add column stay_id text not null;
comment on column hotel_questions.stay_id is 'class: identifier';
