/** Each right of a person, with what exercises it and what proves it: docs/rights.md is written from here. */

export interface Right {
  readonly right: string;
  /** What it answers, in the Personal Information Protection Law (PIPL) and the General Data Protection Regulation (GDPR). */
  readonly clauses: string;
  /** Of `earshot`; absent where there is none. */
  readonly command?: string;
  /** Of the privacy centre; absent where there is none. */
  readonly page?: string;
  readonly how: string;
  /** Tests that fail if it is broken. */
  readonly tests: readonly string[];
}

export const rights: readonly Right[] = [
  {
    right: 'To an account for which an address is enough',
    clauses: 'PIPL 6, 14, 16; GDPR 5 (1), 7',
    page: '/sign-up',
    how: 'the terms come first; a code shows that the address is somebody’s, and nothing else is asked or kept',
    tests: ['services/privacy/sign-in/sign-up.test.ts', 'services/web/sign-up.test.ts'],
  },
  {
    right: 'Not to be heard before agreeing',
    clauses: 'PIPL 13, 14; GDPR 6, 7',
    command: 'owner consent accept',
    page: '/privacy',
    how: 'the gateway answers `CONSENT_REQUIRED`, takes no frame and passes no word on',
    tests: ['services/gateway/consent.test.ts', 'services/privacy/consent/consent.test.ts'],
  },
  {
    right: 'To refuse each optional purpose',
    clauses: 'PIPL 14, 16, 23, 29; GDPR 7 (4)',
    command: 'owner consent',
    page: '/privacy',
    how: 'a switch for each; a turn is heard and its skill called without any of them',
    tests: ['services/privacy/consent/consent.test.ts', 'services/privacy/audience/audience.test.ts'],
  },
  {
    right: 'To withdraw, as easily as to agree',
    clauses: 'PIPL 15; GDPR 7 (3)',
    command: 'owner consent withdraw',
    page: '/privacy',
    how: 'at once, for the turn that is being said too; history goes with its consent',
    tests: ['services/gateway/consent.test.ts', 'services/privacy/rights/interleavings.test.ts'],
  },
  {
    right: 'To be asked again when a text changes',
    clauses: 'PIPL 14 (2); GDPR 13 (3)',
    command: 'owner consent read',
    page: '/privacy/texts',
    how: 'a changed purpose, field, use, control, recipient, right, contact or risk asks again; old versions stay readable',
    tests: ['services/privacy/consent/consent.test.ts'],
  },
  {
    right: 'To know what left, to whom and why',
    clauses: 'PIPL 17, 44, 48; GDPR 13, 15 (1)',
    command: 'ledger show',
    page: '/privacy/left',
    how: 'the disclosure ledger in plain words, and for each turn why it went as it did',
    tests: ['services/web/centre.test.ts', 'services/privacy/rights/rights.test.ts'],
  },
  {
    right: 'Access, and a copy that machines read',
    clauses: 'PIPL 45; GDPR 15, 20',
    command: 'owner export',
    page: '/privacy/data',
    how: 'one file with every personal column of every holder, at once; a copy with a part missing fails',
    tests: ['services/e2e/holders.test.ts', 'services/web/centre.test.ts'],
  },
  {
    right: 'Correction',
    clauses: 'PIPL 46; GDPR 16',
    page: '/privacy/requests',
    how: 'a case with a due date of fifteen working days; profile fields are changed by the owner at once',
    tests: ['services/privacy/rights/rights.test.ts'],
  },
  {
    right: 'Erasure, at every recipient too',
    clauses: 'PIPL 47; GDPR 17, 19',
    command: 'owner erase',
    page: '/privacy/data/close',
    how: 'rows, keys, and a signed notice to whoever received something; a report says what is pending with whom',
    tests: [
      'services/e2e/holders.test.ts',
      'services/e2e/restore.faults.test.ts',
      'services/privacy/notices/notices.test.ts',
    ],
  },
  {
    right: 'Restriction to storage',
    clauses: 'PIPL 44; GDPR 18',
    page: '/privacy/data',
    how: 'nothing is heard and nothing leaves, until it is lifted',
    tests: ['services/privacy/rights/rights.test.ts', 'services/privacy/rights/interleavings.test.ts'],
  },
  {
    right: 'Closing the account',
    clauses: 'PIPL 47, 50; GDPR 17',
    page: '/privacy/data/close',
    how: 'devices are cut off at once, everything is erased, and the same address rests for three days',
    tests: ['services/privacy/rights/rights.test.ts', 'services/web/centre.test.ts'],
  },
  {
    right: 'A history of one’s own',
    clauses: 'PIPL 6, 19; GDPR 5 (1)',
    page: '/privacy/history',
    how: 'off unless switched on; read, searched, copied and deleted by entry, range or all; 180 days at most',
    tests: ['services/privacy/history/history.test.ts', 'services/web/centre.test.ts'],
  },
  {
    right: 'To be forgotten in time',
    clauses: 'PIPL 19, 47 (1); GDPR 5 (1)',
    how: 'what is over is never given out, whether or not it was swept; a clock asks every holder to let go',
    tests: ['services/privacy/history/history.test.ts'],
  },
  {
    right: 'To silence a speaker',
    clauses: 'PIPL 44; GDPR 21',
    page: '/me',
    how: 'for an hour or until tomorrow, at every gateway before it is stored',
    tests: ['services/web/centre.test.ts', 'services/privacy/accounts/device-watch.test.ts'],
  },
  {
    right: 'To share with a member of the family as both agreed, and to end it',
    clauses: 'PIPL 13, 15, 23; GDPR 6, 7',
    command: 'owner member offer',
    page: '/privacy/people',
    how: 'each side reads what the other will see before it says yes; either ends it at once, and what was shared with it',
    tests: ['services/privacy/family/family.test.ts', 'services/web/people.test.ts'],
  },
  {
    right: 'A guardian’s yes or no for a child, and the child’s rights',
    clauses: 'PIPL 28, 31; GDPR 8; Minors Protection Law 72, 73',
    command: 'owner child agree',
    page: '/privacy/people/children',
    how: 'nothing is heard without it; access, correction, erasure, restriction and complaints are cases of the guardian',
    tests: ['services/privacy/family/family.test.ts', 'services/web/people.test.ts'],
  },
  {
    right: 'A guardian’s hours and limits for a child',
    clauses: 'PIPL 31; Minors Protection Law 74',
    command: 'owner child rules',
    page: '/privacy/people/children',
    how: 'turns obey them: nobody is listened to, and each dialect says why',
    tests: ['services/gateway/pause.test.ts', 'services/privacy/family/family.test.ts'],
  },
  {
    right: 'To know who of the staff saw something of a child',
    clauses: 'PIPL 31, 51; Provisions on the Cyber Protection of Children’s Personal Information 15',
    command: 'owner child reads',
    page: '/privacy/people/children',
    how: 'each look needs a role and a reason of a list, and is on record before anything is shown; no copy can be made',
    tests: ['services/privacy/family/family.test.ts'],
  },
  {
    right: 'To link an account elsewhere knowing what each side learns, and to unlink it',
    clauses: 'PIPL 13, 15, 23; GDPR 6, 7',
    command: 'owner unlink',
    page: '/privacy/links',
    how: 'the token goes to one skill by grant, and is revoked where it came from as soon as the link or the grant ends',
    tests: ['services/privacy/linking/linking.test.ts', 'services/web/links.test.ts'],
  },
  {
    right: 'An answer in time, a reason for a no, and an appeal',
    clauses: 'PIPL 50, 65; GDPR 12 (3, 4), 77',
    command: 'rights list',
    page: '/privacy/requests',
    how: 'each request and complaint is a case with a last day; a no names one of six reasons and can be appealed once',
    tests: ['services/privacy/rights/rights.test.ts', 'services/web/centre.test.ts'],
  },
  {
    right: 'To be told of an incident',
    clauses: 'PIPL 57; GDPR 33, 34',
    command: 'owner announcements',
    page: '/privacy/requests',
    how: 'whom it touches is computed from ledger and holders; people, guardians, regulator and the public are told in four parts',
    tests: ['services/privacy/duties/duties.test.ts'],
  },
  {
    right: 'To know who may look, and that it is written down',
    clauses: 'PIPL 51, 54; GDPR 5 (2), 30',
    command: 'audit verify',
    how: 'every call of staff and operator is a line of a hash chain before it is done; a ground is one of a closed list',
    tests: ['services/privacy/duties/duties.test.ts', 'services/skills/owners.test.ts'],
  },
  {
    right: 'To have orders kept for disputes alone, three years',
    clauses: 'E-Commerce Law 31; PIPL 47 (2); GDPR 17 (3)',
    command: 'owner orders list',
    how: 'under a key of its own, past the account’s end found by its number alone; what is sensitive waits for its buyer',
    tests: ['services/privacy/cases/cases.test.ts'],
  },
  {
    right: 'To send a log only by one’s own hand',
    clauses: 'PIPL 6, 13; GDPR 5 (1)',
    command: 'owner faults list',
    how: 'asked for after a fault, shown before it goes, gone a day after the case closes, which it does after thirty idle days',
    tests: ['services/privacy/cases/cases.test.ts'],
  },
  {
    right: 'To correct or erase what somebody else supplied of one',
    clauses: 'PIPL 44, 46, 47; GDPR 14, 16, 17',
    command: 'support other',
    how: 'a code to the address that stands there proves it; a guardian does it for a child',
    tests: ['services/privacy/cases/cases.test.ts'],
  },
  {
    right: 'Not to have one’s data leave its region unasked',
    clauses: 'PIPL 38, 39, 40; GDPR 44, 49',
    command: 'owner border allow',
    how: 'a recipient in another region is not called at all without a separate consent for it, or a listed ground',
    tests: ['services/privacy/duties/duties.test.ts'],
  },
  {
    right: 'To be asked again when somebody else takes a recipient over',
    clauses: 'PIPL 20, 21, 22, 23; GDPR 26, 28',
    command: 'recipients list',
    how: 'each is processor, joint or independent under a named agreement; a successor takes the duties on, or grants end',
    tests: ['services/privacy/duties/duties.test.ts'],
  },
  {
    right: 'To know how decisions are made',
    clauses: 'PIPL 24, 48; GDPR 13 (2), 22',
    command: 'algorithms',
    page: '/privacy/left',
    how: 'docs/algorithms.md is written from the engines and thresholds in use, in plain words',
    tests: ['services/cli/algorithms.test.ts'],
  },
  {
    right: 'To have everything erased when the service ends',
    clauses: 'PIPL 47 (1); GDPR 17',
    command: 'shutdown',
    how: 'announced thirty days ahead, guardians too; then everything is erased, with a report',
    tests: ['services/privacy/duties/duties.test.ts'],
  },
  {
    right: 'That what was taken back stays so',
    clauses: 'PIPL 15, 47; GDPR 7 (3), 17',
    command: 'restore',
    how: 'a database from a backup is told again, before it serves, what was withdrawn, restricted, revoked, deleted and erased',
    tests: [
      'services/privacy/holding/every-call.test.ts',
      'services/privacy/rights/interleavings.test.ts',
      'services/e2e/canaries.faults.test.ts',
    ],
  },
];
