import { describe, expect, test } from 'vitest';
import { renderReport, renderTable } from './report.ts';

const machine = {
  cpuModel: 'Test CPU',
  cores: 2,
  memoryGiB: 4,
  nodeVersion: 'v24.0.0',
  platform: 'linux x64',
};

describe('benchmark pages', () => {
  test('say how to run them, where, when, and on what', () => {
    const page = renderReport(
      {
        title: 'Understanding',
        summary: 'What it measures.',
        command: 'earshot bench nlu',
        data: ['corpus, dev split'],
        sections: [
          { heading: 'Figures', table: { columns: ['a', 'b'], rows: [['x', 1]] }, notes: ['A note.'] },
        ],
      },
      new Date('2026-01-02T03:04:05Z'),
      machine,
    );
    expect(page).toContain('# Understanding\n');
    expect(page).toContain('earshot bench nlu');
    expect(page).toContain('- Date: 2026-01-02');
    expect(page).toContain('Test CPU, 2 cores, 4 GiB, linux x64, Node v24.0.0');
    expect(page).toContain('- Data: corpus, dev split');
    expect(page).toContain('| a | b |\n| --- | --- |\n| x | 1 |');
    expect(page.endsWith('- A note.\n')).toBe(true);
  });

  test('a cell cannot break its table, and a missing figure says so', () => {
    expect(renderTable({ columns: ['a', 'b'], rows: [['x|y\nz', null]] })).toBe(
      '| a | b |\n| --- | --- |\n| x\\|y z | not measured |',
    );
  });

  test('a row of the wrong width is refused', () => {
    expect(() => renderTable({ columns: ['a'], rows: [['x', 'y']] })).toThrow(RangeError);
  });
});
