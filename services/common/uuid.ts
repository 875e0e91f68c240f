/** Ids that we made ourselves, as they come back from outside. */

const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether PostgreSQL would take it for a uuid in the one spelling that we write. */
export const isUuid = (text: string): boolean => shape.test(text);
