/** The dialects that are spoken here. */
import type { Dialect } from './dialect.ts';
import { earshotDialect } from './earshot/dialect.ts';
import { xiaozhiDialect } from './xiaozhi/dialect.ts';

export const dialects: readonly Dialect[] = [earshotDialect, xiaozhiDialect];
