/** `docs/errors.md`: the catalogue for people. */
import { status } from '@grpc/grpc-js';
import { type CatalogueEntry, catalogue } from './catalogue.ts';

const statusNames = new Map(
  Object.entries(status).flatMap(([name, value]) =>
    typeof value === 'number' ? [[value, name] as const] : [],
  ),
);

function row([code, entry]: [string, CatalogueEntry]): string {
  const close = entry.closeCode === null ? 'stays open' : String(entry.closeCode);
  const retry = entry.isRetryable ? 'yes' : 'no';
  return `| \`${code}\` | ${statusNames.get(entry.grpcStatus) ?? entry.grpcStatus} | ${close} | ${retry} | ${entry.message} |`;
}

/** The whole page. */
export function errorsPage(): string {
  return `# Errors

Written from the catalogue by \`npm run docs\`; a test keeps it equal. A code never changes its meaning. Over gRPC it travels in
the \`earshot-code\` metadata beside the status; over WebSocket in \`error\` and \`turn_ended\` messages. *Retryable*
means that the same request may succeed later without being changed.

| code | gRPC status | WebSocket close | retryable | meaning |
| --- | --- | --- | --- | --- |
${Object.entries(catalogue).map(row).join('\n')}
`;
}
