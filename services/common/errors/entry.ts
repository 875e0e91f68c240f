/** What one code means. */
export interface CatalogueEntry {
  /** gRPC status code (https://grpc.io/docs/guides/status-codes/). */
  readonly grpcStatus: number;
  /** WebSocket close code (RFC 6455 section 7.4) when the error ends the connection, else `null`. */
  readonly closeCode: number | null;
  /** True when the same request may succeed later without being changed. */
  readonly isRetryable: boolean;
  /** One sentence that says what is wrong and, where it helps, what to do. */
  readonly message: string;
}

/** Checks a table's shape and keeps its codes as literal types. */
export function defineCodes<T extends Record<string, CatalogueEntry>>(
  entries: T,
): { readonly [K in keyof T]: CatalogueEntry } {
  return entries;
}
