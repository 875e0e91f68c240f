-- SHA-256 of the names by which the skill knew the person and the device in this conversation. Under other names (after
-- a withdrawal or a disabling) the conversation begins anew: its id and the skill's own notes would tie the old names to
-- the new ones.
alter table skill_conversations add column reader_check text not null default '';
comment on column skill_conversations.reader_check is 'class: identifier';
