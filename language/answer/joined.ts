/** Two things said after one another: with a space where a space belongs, live and in the simulator. */
export function joinedText(first: string, second: string): string {
  if (first === '' || second === '') return first + second;
  const gap = /\p{Script=Han}|[。！？]$/u.test(first.slice(-1)) ? '' : ' ';
  return `${first}${gap}${second}`;
}
