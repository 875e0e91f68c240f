/** What Alexa has and Earshot has not, by the words with which a skill's code asks for it. */

/** One such thing. */
export interface WithoutCounterpart {
  /** Found in code, or in the type of a directive. */
  readonly pattern: RegExp;
  readonly what: string;
}

export const withoutCounterpart: readonly WithoutCounterpart[] = [
  {
    pattern: /Alexa\.Presentation\.(APLA?|HTML)/,
    what: 'Alexa.Presentation: no screen documents; speech and cards are kept',
  },
  {
    pattern: /(Display\.RenderTemplate|addRenderTemplateDirective|Hint(Directive)?\b)/,
    what: 'Display templates and hints: dropped',
  },
  {
    pattern: /(GadgetController|GameEngine|CustomInterfaceController)\./,
    what: 'gadgets and game buttons: never there',
  },
  { pattern: /VideoApp\./, what: 'VideoApp: no video' },
  {
    pattern: /Connections\.(SendRequest|StartConnection)|getMonetizationServiceClient/,
    what: 'purchases and connections: no counterpart; handlers for their answers are never called',
  },
  {
    pattern:
      /AudioPlayer\.(PlaybackStarted|PlaybackFinished|PlaybackStopped|PlaybackNearlyFinished|PlaybackFailed)|PlaybackController\./,
    what: 'events of playing: not sent; Play itself is',
  },
  {
    pattern: /AudioPlayer\.(Stop|ClearQueue)/,
    what: 'AudioPlayer.Stop and ClearQueue: people stop what plays; the directive is dropped',
  },
  {
    pattern:
      /getReminderManagementServiceClient|getTimerManagementServiceClient|getListManagementServiceClient/,
    what: 'reminders, timers and lists of Alexa: use a timer directive or a store of your own',
  },
  {
    pattern: /getDirectiveServiceClient|VoicePlayer\.Speak/,
    what: 'progressive responses: refused with 403; the answer itself is spoken',
  },
  { pattern: /System\.person|getPersonId|personId/, what: 'who speaks (person): never known to a skill' },
  { pattern: /Geolocation/, what: 'geolocation: never known to a skill' },
  {
    pattern: /Dialog\.(UpdateDynamicEntities|ConfirmSlot|DelegateRequest)/,
    what: 'dynamic entities, confirming one slot and delegating to another dialogue: dropped',
  },
  {
    pattern: /CanFulfillIntentRequest|AlexaSkillEvent\./,
    what: 'CanFulfillIntentRequest and skill events: not sent; give onDelete for deletion',
  },
  {
    pattern: /SessionEndedRequest/,
    what: 'SessionEndedRequest: not sent, conversations end by themselves after two minutes',
  },
  {
    pattern:
      /ask-sdk-(dynamodb|s3)-persistence-adapter|DynamoDbPersistenceAdapter|S3PersistenceAdapter|require\('ask-sdk'\)/,
    what: 'persistence at AWS: works as it did, with AWS; the pseudonym is its key, so onDelete must reach it',
  },
];

/** Everything in a text that has no counterpart. */
export const missingIn = (text: string): readonly string[] =>
  withoutCounterpart.filter(({ pattern }) => pattern.test(text)).map(({ what }) => what);
