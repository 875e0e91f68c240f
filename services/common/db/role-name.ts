/** The database role that a service takes. */
export function roleOf(service: string): string {
  return `earshot_${service}`;
}
