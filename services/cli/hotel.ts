/** `earshot hotel`: a hotel from nothing, and its desk, from the command line. */
import type { Command } from 'commander';
import { registerCatalogue } from './hotel/catalogue.ts';
import { type HotelContext, type HotelOptions, withHotel } from './hotel/context.ts';
import { change, changeStay, checkIn, checkOut, history, tickets } from './hotel/desk.ts';
import {
  codes,
  create,
  invite,
  issueKey,
  keys,
  removeStaff,
  revokeKey,
  rooms,
  staff,
  webhook,
} from './hotel/setup.ts';
import { registerSkills } from './hotel/skills.ts';

export function register(program: Command): void {
  const hotel = program
    .command('hotel')
    .description('a hotel: rooms, claim codes, staff, stays, and what rooms ask for')
    .option('-n, --hotel <name>', 'which of the hotels kept in the state directory', 'demo')
    .option('-l, --locale <tag>', 'language of tickets, and of a stay at check-in', 'en-US')
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      `
From nothing to the first ticket:
  earshot hotel -n lakeside create                      a hotel, called “lakeside” here
  earshot hotel -n lakeside rooms --csv rooms.csv       one room a line: 1204
  earshot hotel -n lakeside codes codes.html            a sheet to print: a code for the speaker of each room
  earshot speak --device 1204 --claim-code CODE --text "two towels please"
  earshot hotel -n lakeside staff invite "Li Lei" --department housekeeping
                                                        a link that signs a colleague in to the desk
  earshot hotel -n lakeside tickets --watch             what rooms ask for, as the desk sees it
Day by day:
  earshot hotel -n lakeside check-in 1204 --language zh-CN
  earshot hotel -n lakeside stay 1204 --do-not-disturb on
  earshot hotel -n lakeside check-out 1204              erases the stay; open tickets live a day at most
  earshot hotel -n lakeside webhook https://pms.example/earshot
                                                        tell the hotel's own system of each ticket, signed
  earshot hotel -n lakeside key issue                   a key by which that system checks guests in and out`,
    );
  const run = (
    act: (context: HotelContext) => Promise<object | undefined>,
    over: Partial<HotelOptions> = {},
  ) => withHotel({ ...hotel.opts<HotelOptions>(), ...over }, act);

  hotel
    .command('create')
    .description('a new hotel, kept under the name of --hotel')
    .option('--region <name>', 'where its data may be kept', 'local')
    .option('--time-zone <zone>', 'of its clock, such as Asia/Shanghai; default: this machine’s')
    .action((options: { region?: string; timeZone?: string }) => run((context) => create(context, options)));
  hotel
    .command('rooms')
    .description('rooms with their speakers and stays; with --csv, adds those that are new')
    .option('--csv <file>', 'one room a line: its number, then other names of it')
    .action((options: { csv?: string }) => run((context) => rooms(context, options)));
  hotel
    .command('codes <file> [rooms...]')
    .description('a printable sheet (HTML) of claim codes: for the rooms named, or all without a speaker')
    .action((file: string, named: string[]) => run((context) => codes(context, file, named)));

  const people = hotel.command('staff').description('who works here, and may sign in to the desk');
  people
    .command('list')
    .description('names and departments')
    .action(() => run(staff));
  people
    .command('invite <name>')
    .description('an account and a link that signs in once; for somebody known, another link')
    .option('--department <id>', 'the only department that they see; default: all')
    .action((name: string, options: { department?: string }) =>
      run((context) => invite(context, name, options)),
    );
  people
    .command('remove <name>')
    .description('their account, ways to sign in and sessions end at once')
    .action((name: string) => run((context) => removeStaff(context, name)));

  hotel
    .command('tickets')
    .description('what rooms wait for; with --watch, every change from now on')
    .option('--watch', 'go on until stopped')
    .option('--department <id>', 'of this department alone')
    .action((options: { watch?: boolean; department?: string }) =>
      run((context) => tickets(context, options)),
    );
  hotel
    .command('ticket <id> [change]')
    .description('who did what to a ticket; or change it: accept, on-the-way, done, decline')
    .action((id: string, what?: string) =>
      run((context) => (what === undefined ? history(context, id) : change(context, id, what))),
    );
  hotel
    .command('check-in <room>')
    .description('somebody stays in the room; nothing is asked about who')
    .option('--language <tag>', 'that the guest speaks; default: --locale')
    .action((room: string, { language }: { language?: string }) =>
      run((context) => checkIn(context, room), language === undefined ? {} : { locale: language }),
    );
  hotel
    .command('check-out <room>')
    .description('erases everything of the stay but counters')
    .action((room: string) => run((context) => checkOut(context, room)));
  hotel
    .command('stay <room>')
    .description('change the stay in a room')
    .option('--language <tag>', 'that the guest speaks')
    .option('--do-not-disturb <on|off>', 'as the switch beside the door')
    .action((room: string, options: { language?: string; doNotDisturb?: string }) =>
      run((context) => changeStay(context, room, options)),
    );
  hotel
    .command('webhook [url]')
    .description('where the hotel’s own system hears of tickets; “none” takes it away')
    .action((url?: string) => run((context) => webhook(context, url)));
  const key = hotel.command('key').description('by which the hotel’s own system checks guests in and out');
  key
    .command('list')
    .description('keys by their ids, and when each was used')
    .action(() => run(keys));
  key
    .command('issue')
    .description('a new key, shown once (docs/hotel-stays.md)')
    .action(() => run(issueKey));
  key
    .command('revoke <id>')
    .description('nobody acts by it from the next request on')
    .action((id: string) => run((context) => revokeKey(context, id)));
  registerSkills(hotel, run);
  registerCatalogue(hotel, run);
}
