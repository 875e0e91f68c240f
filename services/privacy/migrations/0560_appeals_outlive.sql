-- An appeal stays readable when the refusal that it is against has gone with its time.
alter table rights_requests drop constraint rights_requests_appeal_of_fkey;
alter table rights_requests add constraint rights_requests_appeal_of_fkey
  foreign key (appeal_of) references rights_requests on delete set null;
