/** What travels between Alexa and a skill, as far as it is read or written here; the facts are `ask-sdk-model`'s. */

/** A request of Alexa's, as a handler expects it. */
export interface AlexaEvent {
  readonly version: '1.0';
  readonly session: {
    readonly new: boolean;
    readonly sessionId: string;
    readonly application: { readonly applicationId: string };
    readonly user: AlexaUser;
    readonly attributes: Readonly<Record<string, unknown>>;
  };
  readonly context: {
    readonly System: {
      readonly application: { readonly applicationId: string };
      readonly user: AlexaUser;
      readonly device: {
        readonly deviceId: string;
        readonly supportedInterfaces: Readonly<Record<string, object>>;
      };
      readonly apiEndpoint: string;
      readonly apiAccessToken: string;
    };
  };
  readonly request: AlexaRequest;
}

export interface AlexaUser {
  readonly userId: string;
  readonly accessToken?: string;
  readonly permissions?: {
    readonly scopes: Readonly<Record<string, { readonly status: 'GRANTED' | 'DENIED' }>>;
  };
}

export interface AlexaRequest {
  readonly type: string;
  readonly requestId: string;
  readonly timestamp: string;
  readonly locale: string;
  readonly dialogState?: 'COMPLETED' | 'IN_PROGRESS';
  readonly intent?: AlexaIntent;
}

export interface AlexaIntent {
  readonly name: string;
  readonly confirmationStatus: 'NONE' | 'CONFIRMED' | 'DENIED';
  readonly slots: Readonly<Record<string, AlexaSlot>>;
}

export interface AlexaSlot {
  readonly name: string;
  readonly value?: string;
  readonly confirmationStatus: 'NONE';
  readonly source: 'USER';
  readonly resolutions?: {
    readonly resolutionsPerAuthority: readonly {
      readonly authority: string;
      readonly status: { readonly code: 'ER_SUCCESS_MATCH' | 'ER_SUCCESS_NO_MATCH' };
      readonly values: readonly { readonly value: { readonly name: string; readonly id: string } }[];
    }[];
  };
}

interface OutputSpeech {
  readonly type?: string;
  readonly ssml?: string;
  readonly text?: string;
}

/** What a handler answers; all of it is a stranger's, and may be missing. */
export interface AlexaAnswer {
  readonly sessionAttributes?: Readonly<Record<string, unknown>>;
  readonly response?: {
    readonly outputSpeech?: OutputSpeech;
    readonly reprompt?: { readonly outputSpeech?: OutputSpeech };
    readonly card?: {
      readonly type?: string;
      readonly title?: string;
      readonly content?: string;
      readonly text?: string;
    };
    readonly directives?: readonly AlexaDirective[];
    readonly shouldEndSession?: boolean;
  };
}

export interface AlexaDirective {
  readonly type: string;
  readonly slotToElicit?: string;
  readonly audioItem?: {
    readonly stream?: { readonly url?: string };
    readonly metadata?: { readonly title?: string };
  };
}

/** The function that an Alexa skill exports for AWS Lambda: it calls back, or promises. */
export type AlexaHandler = (
  event: never,
  context: never,
  callback: (error?: unknown, answer?: unknown) => void,
) => unknown;
