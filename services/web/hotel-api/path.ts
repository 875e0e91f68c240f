/** Where a hotel's own system calls: requests there come from no browser, bring no cookie and are given none. */
export const apiPath = '/v1/hotel';

export const isApi = (url: string): boolean => url.startsWith(`${apiPath}/`);
