/** A number as plain digits, however small: what is spoken from digits must not meet "1e-7". */

const plain = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 9 });

/** Without its sign. Decimals beyond the ninth are nothing that anybody says. */
export const plainDigits = (value: number): string => plain.format(Math.abs(value));
