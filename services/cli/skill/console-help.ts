/** What can be said in the console of `earshot skill dev`, for `/help` and for `--help`. */
export const consoleHelp = `
In the console:
  any words           one turn, through dialogue, router and projection
  /grant user.name    grant a declared field, as the user would     /withdraw user.name
  /set user.name Ada  what the user entered in the profile          /locale zh-CN
  /new                the conversation is over; begin anew          /help
  /quit
`;
