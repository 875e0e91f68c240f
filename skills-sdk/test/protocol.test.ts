import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { filterResponse } from '../../language/answer/response.ts';
import { Listener, policyOf } from '../../language/audience/policy.ts';
import type * as generated from '../../proto/gen/earshot/skill/v1/skill_protocol.ts';
import type * as turn from '../../proto/gen/earshot/turn/v1/turn.ts';
import {
  type CardDirective,
  type DeviceControlDirective,
  deviceProperties,
  type TimerDirective,
  type WireRequest,
  type WireResponse,
  type WireSlot,
} from '../src/index.ts';
import { manifest, model } from './sample.ts';

type Part<T, Key extends keyof T> = keyof NonNullable<T[Key]>;

describe('the wire types', () => {
  it('have the fields of the generated messages, no more and no fewer', () => {
    expectTypeOf<keyof WireRequest>().toEqualTypeOf<keyof generated.SkillRequest>();
    expectTypeOf<keyof WireResponse>().toEqualTypeOf<keyof generated.SkillResponse>();
    expectTypeOf<keyof WireSlot>().toEqualTypeOf<keyof turn.Slot>();
    expectTypeOf<Part<WireRequest, 'session'>>().toEqualTypeOf<keyof generated.SkillSession>();
    expectTypeOf<Part<WireRequest, 'intent'>>().toEqualTypeOf<keyof generated.SkillIntent>();
    expectTypeOf<Part<WireRequest, 'user'>>().toEqualTypeOf<keyof generated.SkillUser>();
    expectTypeOf<Part<WireRequest, 'device'>>().toEqualTypeOf<keyof generated.SkillDevice>();
    expectTypeOf<Part<WireRequest, 'pull'>>().toEqualTypeOf<keyof generated.SkillPull>();
    expectTypeOf<Part<WireResponse, 'feedback'>>().toEqualTypeOf<keyof generated.SkillFeedback>();
    expectTypeOf<keyof CardDirective['card']>().toEqualTypeOf<keyof turn.CardDirective>();
    expectTypeOf<keyof TimerDirective['timer']>().toEqualTypeOf<keyof turn.TimerDirective>();
    expectTypeOf<keyof DeviceControlDirective['deviceControl']>().toEqualTypeOf<
      keyof turn.DeviceControlDirective
    >();
  });

  it('name exactly the device properties that the router lets through', () => {
    const answer = (property: string) => {
      const directives = [{ deviceControl: { targetId: '', property, value: 'on' } }];
      const text = JSON.stringify({ version: '1', directives });
      return filterResponse(
        text,
        { ...manifest, model, returns: [{ name: 'device-control' }] },
        'Stop',
        policyOf(Listener.HOUSEHOLD),
      );
    };
    for (const property of deviceProperties) expect(answer(property).directives).toHaveLength(1);
    expect(() => answer('self-destruction')).toThrow();
  });

  it('name every directive of the schema', async () => {
    const schema = await readFile(
      join(import.meta.dirname, '../../proto/earshot/turn/v1/turn.proto'),
      'utf8',
    );
    const oneof = /oneof directive \{([^}]*)\}/.exec(schema)?.[1] ?? '';
    const names = [...oneof.matchAll(/^\s+\w+Directive (\w+) =/gm)].map(([, name]) =>
      (name ?? '').replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    );
    const source = await readFile(join(import.meta.dirname, '../src/protocol.ts'), 'utf8');
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(source).toContain(`readonly ${name}: {`);
  });
});
