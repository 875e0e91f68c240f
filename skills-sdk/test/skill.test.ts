import { describe, expect, it, vi } from 'vitest';
import { defineSkill, memoryDedupe, type SkillResult, type WireResponse } from '../src/index.ts';
import { manifest, model, request, tea } from './sample.ts';

const clock = { now: () => new Date('2026-03-01T09:30:00Z') };
const quiet = (result: () => SkillResult | Promise<SkillResult>) => ({ Stop: result, Brew: result });
const done = {
  directives: [],
  expectSpeech: false,
  endSession: false,
  confirm: false,
  speech: 'Done.',
} as const;

const teaHouse = defineSkill({
  manifest,
  model,
  clock,
  attributes: {
    version: 2,
    initial: () => ({ cups: 0 }),
    migrate: (older, version) =>
      version === 1 ? { cups: Number((older as { count: number }).count) } : undefined,
  },
  intents: {
    Brew: (turn) => {
      turn.session.attributes.cups += 1;
      const name = turn.spoken('tea');
      return turn.ask(
        { 'en-US': `Brewing ${name}. More?`, 'zh-CN': `正在泡${name}。还要吗？` },
        { reprompt: 'More?', feedback: { code: 'BREWED', effective: true } },
      );
    },
    Stop: async (turn) => {
      const name = turn.granted('user.name') ? await turn.pull('user.name') : undefined;
      return turn.tell(`Stopped${name === undefined ? '' : `, ${name}`}.`, { endSession: true });
    },
  },
  onDelete: () => undefined,
});

describe('a turn', () => {
  it('answers in the locale of the request, with slots spoken back in it', async () => {
    const response = await teaHouse.handle(request('Brew', [{ ...tea, raw: '' }], { locale: 'zh-CN' }));
    expect(response).toEqual({
      version: '1',
      speech: { text: '正在泡绿茶。还要吗？' },
      reprompt: { text: 'More?' },
      attributesJson: '{"version":2,"data":{"cups":1}}',
      expectSpeech: true,
      feedback: { code: 'BREWED', effective: true },
    } satisfies WireResponse);
  });

  it('gives attributes back, from an older shape too, and forgets them at the end', async () => {
    const session = (attributesJson: string) => ({ session: { id: 's', attributesJson } });
    const attributesAfter = async (attributesJson: string) =>
      JSON.parse(
        (await teaHouse.handle(request('Brew', [tea], session(attributesJson)))).attributesJson ?? '{}',
      );
    expect(await attributesAfter('{"version":2,"data":{"cups":4}}')).toEqual({
      version: 2,
      data: { cups: 5 },
    });
    expect(await attributesAfter('{"version":1,"data":{"count":7}}')).toEqual({
      version: 2,
      data: { cups: 8 },
    });
    expect(await attributesAfter('{"version":9,"data":{}}')).toEqual({ version: 2, data: { cups: 1 } });
    expect(await attributesAfter('not json')).toEqual({ version: 2, data: { cups: 1 } });
    const last = await teaHouse.handle(request('Stop'));
    expect(last).toEqual({ version: '1', speech: { text: 'Stopped.' }, endSession: true });
  });

  it('asks for a required slot in the words of the model before the handler runs', async () => {
    const response = await teaHouse.handle(request('Brew'));
    expect(response).toMatchObject({ elicit: 'tea', expectSpeech: true, speech: { text: 'Which tea?' } });
    const unknown = await teaHouse.handle(
      request('Brew', [{ ...tea, valueId: 'oolong', valueJson: '"oolong"' }]),
    );
    expect(unknown.elicit).toBe('tea');
  });

  it('sees what was granted and pulls only that', async () => {
    const pull = vi.fn(async () => 'Ada');
    expect((await teaHouse.handle(request('Stop'), { pull })).speech?.text).toBe('Stopped.');
    expect(pull).not.toHaveBeenCalled();
    const granted = request('Stop', [], { granted: ['user.name'] });
    expect((await teaHouse.handle(granted, { pull })).speech?.text).toBe('Stopped, Ada.');
  });

  it('refuses a request for another skill, another protocol, or no intent of its own', async () => {
    const refused = async (over: Parameters<typeof request>[2], intent = 'Stop') =>
      teaHouse.handle(request(intent, [], over)).catch((error: { code: string }) => error.code);
    expect(await refused({ skillId: 'org.example.other' })).toBe('WRONG_AUDIENCE');
    expect(await refused({ version: '2' })).toBe('BAD_REQUEST');
    expect(await refused({ locale: 'fr-FR' })).toBe('BAD_REQUEST');
    expect(await refused({}, 'constructor')).toBe('UNKNOWN_INTENT');
  });
});

describe('a repeated request', () => {
  it('gets the same answer, and the handler runs once, even while the first is under way', async () => {
    const handler = vi.fn(async (): Promise<SkillResult> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { ...done, speech: `Number ${handler.mock.calls.length}.` };
    });
    const skill = defineSkill({ manifest, model, intents: quiet(handler), onDelete: () => undefined });
    const twice = request('Stop');
    const answers = await Promise.all([skill.handle(twice), skill.handle(twice)]);
    expect([...answers, await skill.handle(twice)].map(({ speech }) => speech?.text)).toEqual([
      'Number 1.',
      'Number 1.',
      'Number 1.',
    ]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('may be tried again after a failure', async () => {
    const handler = vi.fn((): SkillResult => {
      if (handler.mock.calls.length === 1) throw new Error('kettle');
      return done;
    });
    const skill = defineSkill({ manifest, model, intents: quiet(handler), onDelete: () => undefined });
    const twice = request('Stop');
    await expect(skill.handle(twice)).rejects.toThrow('kettle');
    expect((await skill.handle(twice)).speech?.text).toBe('Done.');
  });

  it('is refused rather than acted upon when its answer is no longer kept', async () => {
    let nowMs = 0;
    const store = memoryDedupe({ maxAnswers: 1, ttlMs: 100, nowMs: () => nowMs });
    const act = vi.fn(async () => 'answer');
    await store.once('a', act);
    await store.once('b', act);
    await expect(store.once('a', act)).rejects.toMatchObject({ code: 'REPLAYED' });
    expect(await store.once('b', act)).toBe('answer');
    expect(act).toHaveBeenCalledTimes(2);
    nowMs = 101;
    await store.once('a', act);
    expect(act).toHaveBeenCalledTimes(3);
  });
});

describe('failures', () => {
  const failing = (onError?: () => SkillResult) =>
    defineSkill({
      manifest,
      model,
      intents: quiet(() => {
        throw new Error('kettle');
      }),
      onDelete: () => undefined,
      ...(onError ? { onError } : {}),
    });

  it('reach the error handler, or else the caller', async () => {
    await expect(failing().handle(request('Stop'))).rejects.toThrow('kettle');
    const skill = failing(() => ({ ...done, speech: 'Sorry.' }));
    expect((await skill.handle(request('Stop'))).speech?.text).toBe('Sorry.');
  });

  it('include a handler that does not answer in time; its signal tells it', async () => {
    let reason: unknown;
    const skill = defineSkill({
      manifest,
      model,
      intents: {
        Brew: () => done,
        Stop: ({ signal }) =>
          new Promise<SkillResult>(() => {
            signal.addEventListener('abort', () => {
              reason = signal.reason;
            });
          }),
      },
      onDelete: () => undefined,
    });
    await expect(skill.handle(request('Stop'))).rejects.toMatchObject({ code: 'HANDLER_TIMEOUT' });
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('include answers that would be dropped or refused', async () => {
    const answering = async (result: SkillResult) =>
      defineSkill({ manifest, model, intents: quiet(() => result), onDelete: () => undefined })
        .handle(request('Stop'))
        .catch((error: { code: string }) => error.code);
    const timer = { timer: { timerId: 't', durationS: 1, isCancel: false } };
    expect(await answering({ ...done, directives: [timer] })).toBe('RETURN_NOT_DECLARED');
    expect(await answering({ ...done, speech: { 'zh-CN': '好' } })).toBe('SPEECH_MISSING');
    expect(await answering({ ...done, speech: 'x'.repeat(25_000) })).toBe('ANSWER_TOO_LARGE');
  });
});

describe('interceptors', () => {
  it('run around the handler in their order, and may answer in its stead', async () => {
    const steps: string[] = [];
    const skill = defineSkill({
      manifest,
      model,
      intents: {
        Brew: () => done,
        Stop: ({ tell }) => {
          steps.push('handler');
          return tell('Stopped.');
        },
      },
      interceptors: {
        request: [
          () => {
            steps.push('first');
            return undefined;
          },
          (turn) => (turn.intent === 'Brew' ? turn.tell('Closed.') : undefined),
        ],
        response: [(_turn, result) => ({ ...result, speech: `${result.speech} Bye.` })],
      },
      onDelete: () => undefined,
    });
    expect((await skill.handle(request('Stop'))).speech?.text).toBe('Stopped. Bye.');
    expect((await skill.handle(request('Brew', [tea]))).speech?.text).toBe('Closed. Bye.');
    expect(steps).toEqual(['first', 'handler', 'first']);
  });
});

describe('notices', () => {
  it('reach the handler of their kind, or else the one that deletes', async () => {
    const told: string[] = [];
    const skill = defineSkill({
      manifest,
      model,
      intents: quiet(() => done),
      onDelete: ({ type, userId }) => void told.push(`delete ${type} ${userId}`),
      onConsentChanged: ({ withdrawn }) => void told.push(`consent ${withdrawn.join()}`),
    });
    const notice = { noticeId: 'n', userId: 'u_1', deviceIds: [], withdrawn: ['user.name'] };
    await skill.handleNotice({ ...notice, type: 'user.data.delete' });
    await skill.handleNotice({ ...notice, type: 'skill.disabled' });
    await skill.handleNotice({ ...notice, type: 'consent.changed' });
    expect(told).toEqual(['delete user.data.delete u_1', 'delete skill.disabled u_1', 'consent user.name']);
  });
});
