/** The table of all slots, filled by slots.mjs: slots ask each other. */
export const ID = {};
