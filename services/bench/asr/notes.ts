import type { ReportSection } from '../report.ts';

/** What the figures do not show. */
export const standardNotes: ReportSection = {
  heading: 'How it works, and what was tried',
  notes: [],
};
