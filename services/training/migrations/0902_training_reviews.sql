-- What developers made of suggested sentences. A sentence stands here only when enough people said it, and as a digest.
create table training_reviews (
  skill_id text not null,
  locale text not null,
  sentence text not null,
  review text not null check (review in ('taken', 'declined')),
  reviewed_on date not null,
  primary key (skill_id, locale, sentence)
);
comment on column training_reviews.skill_id is 'class: public';
comment on column training_reviews.locale is 'class: public';
comment on column training_reviews.sentence is 'class: operational';
comment on column training_reviews.review is 'class: operational';
comment on column training_reviews.reviewed_on is 'class: operational';
