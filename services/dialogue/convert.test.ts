/** What comes back from a skill is read for what it was sent as. */
import { expect, test } from 'vitest';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { Slot } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { storedSlots } from './convert.ts';

const code = Slot.fromPartial({
  ...{ name: 'code', type: 'digits', valueClass: DataClass.IDENTIFIER, valueJson: '"0042"', isMatched: true },
});

test('a slot keeps the type that read it', () => {
  expect(storedSlots([code], false)).toEqual([
    { name: 'code', typeName: 'digits', value: '0042', isMatched: true },
  ]);
});

test.each([DataClass.UTTERANCE, DataClass.IDENTIFIER, DataClass.CONTACT, DataClass.UNSPECIFIED])(
  'what is bounded alone keeps nothing of class %i',
  (valueClass) => {
    expect(storedSlots([{ ...code, valueClass }], true)).toEqual([]);
    expect(storedSlots([{ ...code, valueClass: DataClass.COMMAND }], true)).toHaveLength(1);
  },
);
