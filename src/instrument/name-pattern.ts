/**
 * Tells whether a name is the pattern; `*` stands for any characters. At worst the time is the product of both lengths:
 * patterns come over the network too, so no regular expression is made of them.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern;
  return (name) => fits(name, pattern);
}

function fits(name: string, pattern: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (pattern[place] === '*') {
      star = place++;
      resume = at;
    } else if (pattern[place] === name[at]) {
      place++;
      at++;
    } else if (star === -1) {
      return false;
    } else {
      // The last star takes one character more.
      place = star + 1;
      at = ++resume;
    }
  }
  while (pattern[place] === '*') place++;
  return place === pattern.length;
}
