/** What training holds of people: by random keys of which privacy alone knows whose they are. */
import { by, type HeldTable, type Row } from '../../common/holders/tables.ts';
import type { consentPort } from '../samples/consent-port.ts';
import { openText, type SampleRow } from '../samples/sample-store.ts';

type Keys = Pick<ReturnType<typeof consentPort>, 'openKeys'>;

/** In the order in which rows are deleted. @param keys Absent: declared, but nothing sealed is opened. */
export function heldTables(keys?: Keys): readonly HeldTable[] {
  return [
    {
      table: 'training_intake',
      rowsOf: { sampleKey: by('key_id::text') },
      lives: 'until it is processed, 60 minutes at most unless the configuration says otherwise',
      isOver: 'deadline_at <= $now',
    },
    {
      table: 'training_handed_in',
      rowsOf: { sampleKey: by('key_id::text') },
      lives: 'as long as a turn that waits: 60 minutes at most unless the configuration says otherwise',
      isOver: 'deadline_at <= $now',
    },
    {
      table: 'training_entries',
      rowsOf: {
        sampleKey: `sample_id in (select sample_id from training_samples where ${by('key_id::text')})`,
      },
      lives: 'as long as its sample; its random name in the version longer, to be told as gone',
      stays: {
        reason: 'a random name of the version, by which whoever has a copy is told what to delete',
        scrub: { set: `speaker_id = null, device_model = ''`, where: 'true' },
      },
    },
    {
      table: 'training_samples',
      rowsOf: { sampleKey: by('key_id::text') },
      lives: '180 days at most',
      isOver: `expires_on <= ($now at time zone 'utc')::date`,
      open: async (row: Row) => {
        const sample = row as unknown as SampleRow;
        const open = (await keys?.openKeys([sample.key_id]))?.get(sample.key_id);
        try {
          return open === undefined ? {} : { sealed_text: openText(open.key, sample) };
        } catch {
          // What the key does not open is shown as it is stored.
          return {};
        }
      },
    },
  ];
}
