/** The contract of linking on top of links. */
import type { LinkingServiceServer } from '../../../proto/gen/earshot/linking/v1/linking.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { unary } from '../../common/grpc/server.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import type { Links } from './links.ts';

export function linkingHandlers(links: Links, takenBack: TakenBackNotes): LinkingServiceServer {
  return {
    listLinks: unary(async ({ subjectId, locale }, call) => {
      requireOwn(call, { subjectId });
      return { links: await links.list(subjectId, locale) };
    }),
    startLink: unary(({ subjectId, skillId }, call) => {
      requireOwn(call, { subjectId });
      return links.start(subjectId, skillId);
    }),
    finishLink: unary(async ({ subjectId, query }, call) => {
      requireOwn(call, { subjectId });
      return { skillId: await links.finish(subjectId, query) };
    }),
    endLink: unary(async ({ subjectId, skillId }, call) => {
      requireOwn(call, { subjectId });
      const end = () => links.end(subjectId, skillId);
      return { isRevoked: await takenBack.keep({ kind: 'link', subjectId, skillId }, end) };
    }),
  };
}
