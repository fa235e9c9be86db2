// Patterns of a compiled package against RegExp: node compare_patterns.mjs <compiled package> <seed> <count>
// Prints what differs, and how many were run step by step.
import { pathToFileURL } from "node:url";

const [folder, seed, count] = process.argv.slice(2);
const { pattern } = await import(pathToFileURL(`${folder}/patterns/pattern.js`));

let state = Number(seed);
const random = () => ((state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >>> 8) / 0x7fffff;
const pick = (items) => items[Math.floor(random() * items.length) % items.length];
const ONES = ["a", "b", "c", ".", "[ab]", "[^a]", "[\\]a]", "\\d", "\\w", "\\S", "-", "\\.", "\\u0061", "\\x62", "\\n", "\\cA", "\\}", "é", "😀"];
ONES.push("\\u{1F600}", "\\uD83D\\uDE00", "\\p{L}", "[\\p{Lu}0]", "\\/", "\\_", "{", "]", "\\k<n>");
const QUANTIFIERS = ["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "{1,3}?", "{0}", "{0,12}"];
const GROUPS = ["(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>"];
const REFERENCES = ["\\1", "\\2", "\\k<n>"];

const atom = (depth) => {
  const chance = random();
  if (depth > 0 && chance < 0.5) return `${pick(GROUPS)}${whole(depth - 1)})`;
  return chance < 0.6 ? pick(["^", "$", "\\b", "\\B"]) : chance < 0.63 ? pick(REFERENCES) : pick(ONES);
};
const sequence = (depth) => Array.from({ length: 1 + Math.floor(random() * 3) }, () => atom(depth) + (random() < 0.4 ? pick(QUANTIFIERS) : "")).join("");
const whole = (depth) => (random() < 0.3 ? `${sequence(depth)}|${random() < 0.2 ? "" : sequence(depth)}` : sequence(depth));
const CHARACTERS = ["a", "b", "c", "-", ".", "1", " ", "\n", "é", "😀", "A", "\u2028", "}", "{", "_", "\\"];
// Between the halves of a surrogate pair V8 sees edges, and what is behind them, where the specification has no place.
const text = (source) =>
  Array.from({ length: Math.floor(random() * 9) }, () => pick(CHARACTERS)).join("").replaceAll(/\\[bB]|\(\?[<=!]/.test(source) ? "😀" : "none", "");

const native = (source) => {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(source, flags);
    } catch {}
  }
};
const different = [];
let stepped = 0;
for (let done = 0; done < Number(count); ) {
  const source = whole(3);
  const theirs = native(source);
  if (theirs === undefined) continue;
  done += 1;
  const mine = pattern(source);
  stepped += mine instanceof RegExp ? 0 : 1;
  for (let tried = 0; tried < 6; tried += 1) {
    const value = text(source);
    if (mine.test(value) !== theirs.test(value)) different.push([source, value]);
  }
}
console.log(JSON.stringify({ different, stepped }));
