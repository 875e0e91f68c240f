import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { validateModel } from '../model/validate.ts';
import { medicine } from '../testing/medicine.ts';
import { medicineVerdicts } from '../testing/medicine-verdicts.ts';

describe('a reminder skill written on a first afternoon', () => {
  it('can be registered', () => {
    const errors = validateModel(medicine).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it.each(['en-US', 'zh-CN'] as const)(
    'understands forty people, and nobody silently wrong: %s',
    (locale) => {
      const verdicts = medicineVerdicts(locale);
      expect(verdicts).toHaveLength(40);
      expect(verdicts.filter(({ result }) => result === 'wrong')).toEqual([]);
      expect(verdicts.filter(({ result }) => result === 'right').length).toBeGreaterThanOrEqual(34);
    },
  );
});
