/** Members, children and guardians, put together. */
import type { FamilyServiceServer } from '../../../proto/gen/earshot/family/v1/family.ts';
import { type ChildCaseParts, ChildCases } from './child-cases.ts';
import { type ChildParts, Children } from './children.ts';
import { type FamilyParts, familyHandlers } from './handlers.ts';
import { type JoinParts, Joins } from './joins.ts';

type Parts = JoinParts & ChildParts & ChildCaseParts & Pick<FamilyParts, 'history' | 'devices' | 'takenBack'>;

export function makeFamily(parts: Parts): {
  readonly handlers: FamilyServiceServer;
  readonly joins: Joins;
  readonly children: Children;
  /** Whoever is a child no longer answers for themselves. */
  growUp(): Promise<void>;
} {
  const children = new Children(parts);
  const [joins, cases] = [new Joins(parts), new ChildCases(parts)];
  return {
    ...{ joins, children },
    handlers: familyHandlers({ ...parts, joins, children, cases }),
    growUp: () => children.growUp(),
  };
}
