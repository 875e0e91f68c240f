-- A code also shows that an address is somebody's who has no account yet.
alter table sign_in_challenges drop constraint sign_in_challenges_purpose_check;
alter table sign_in_challenges add constraint sign_in_challenges_purpose_check
  check (purpose in ('code', 'link', 'identity', 'passkey', 'registration', 'other', 'sign-up'));
