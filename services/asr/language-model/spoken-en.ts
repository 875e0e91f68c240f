/** How people say the built-in slot types in English, as rules in the template language. */

const units = 'one|two|three|four|five|six|seven|eight|nine';
const teens = [
  'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen',
  'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety',
] as const;
const ordinals =
  'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|' +
  'fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty first|twenty second|twenty third|' +
  'twenty fourth|twenty fifth|twenty sixth|twenty seventh|twenty eighth|twenty ninth|thirtieth|thirty first';

/** Rule names are the built-in types' own, with helpers beside them; `<filler>` stands for any words. */
export const englishSpokenRules: Readonly<Record<string, string>> = {
  unit: units,
  digit: `zero|oh|${units}`,
  'below-hundred': `<unit>|${teens[0]}|(${teens[1]}) [<unit>]`,
  number:
    '<below-hundred>|<below-hundred>|<below-hundred>|((a|<unit>) hundred [[and] <below-hundred>]|<unit> thousand [<unit> hundred]|zero)',
  ordinal: ordinals,
  percentage:
    '(<below-hundred>|<below-hundred>|<below-hundred>|a hundred|one hundred|zero) percent|<below-hundred>',
  temperature: '[minus] <below-hundred> [degrees [celsius|fahrenheit]]',
  'time-unit': 'minutes|minute|hours|hour|seconds|second|days|weeks',
  duration:
    '<below-hundred> <time-unit>|half an hour|an hour [and a half]|a (minute|second|day|week)|a quarter of an hour|' +
    '<unit> (hours|minutes) and (a half|<below-hundred> (minutes|seconds))|<unit> and a half hours',
  weekday: 'monday|tuesday|wednesday|thursday|friday|saturday|sunday',
  month: 'january|february|march|april|may|june|july|august|september|october|november|december',
  date:
    'today|tomorrow|tomorrow|yesterday|the day after tomorrow|[next|this|on] <weekday>|<month> [the] <ordinal>|' +
    'the <ordinal> [of <month>]|(this|the|next) (weekend|week|month)|in <unit> (days|weeks)',
  hour: `${units}|ten|eleven|twelve`,
  'minute-of-hour': `ten|fifteen|twenty|thirty|forty|forty five|fifty|oh (five|<unit>)|<below-hundred>`,
  'part-of-day': 'in the (morning|afternoon|evening)|at night|tonight|a m|p m',
  time:
    "<hour> [<part-of-day>]|<hour> o'clock [<part-of-day>]|<hour> <minute-of-hour> [<part-of-day>]|half past <hour>|" +
    '(a quarter|quarter|five|ten|twenty) (past|to) <hour>|noon|midnight',
  datetime:
    '<date> [[at] <time>]|<time> <date>|<time> (tomorrow|this|<weekday>) (morning|afternoon|evening|night)|tonight|' +
    '(tomorrow|this|<weekday>) (morning|afternoon|evening|night) [at <time>]|in <duration>|<duration> from now|<time>',
  digits: `<digit> <digit> ${'[<digit> '.repeat(8)}${']'.repeat(8)}`,
  'phone-number': `[plus] <digit> <digit> <digit> ${'[<digit> '.repeat(12)}${']'.repeat(12)}`,
  'room-number':
    '<digit> <digit> <digit> [<digit>]|<below-hundred> <below-hundred>|<unit> hundred [and] <below-hundred>|<unit> oh <unit>|<below-hundred> oh <unit>',
  colour:
    'red|green|blue|yellow|orange|purple|pink|white|warm white|cool white|cyan|magenta|turquoise|gold|violet|brown|black|grey|silver|lime|navy|olive|teal|indigo|lavender|coral|beige',
  'device-name': 'light|lights|lamp|fan|heater|television|air conditioner|blinds|curtains|speaker',
  'room-name':
    'living room|bedroom|kitchen|bathroom|study|hallway|dining room|garage|office|balcony|nursery|guest room',
  'person-name': '<filler> [<filler>]',
  text: '<filler> [<filler> [<filler> [<filler> [<filler>]]]]',
};
