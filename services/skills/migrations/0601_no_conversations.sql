-- What a skill and a session have going stands with the rest of the conversation, in dialogue.
drop table skill_conversations;
