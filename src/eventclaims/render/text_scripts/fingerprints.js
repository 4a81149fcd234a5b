// The hashes and tokens of evidence/fingerprints.py. FOLDS maps the characters whose case folding is
// not their lower case.
const ROUNDS = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);
const START = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
);
const BLOCK = 64;
const schedule = new Int32Array(BLOCK);
const state = new Int32Array(START.length);

/** Add the block in `schedule` to `state`. */
function compress() {
  for (let i = 16; i < BLOCK; i += 1) {
    const x = schedule[i - 15];
    const y = schedule[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[i] = (schedule[i - 16] + s0 + schedule[i - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < BLOCK; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + ROUNDS[i] + schedule[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** Compute the SHA-256 of a part of some bytes into `state`, and return its first 32 bits. */
function digest(bytes, start, end) {
  // crypto.subtle is missing from files in some browsers, and slow for many short texts.
  for (let i = 0; i < START.length; i += 1) state[i] = START[i];
  const length = end - start;
  const total = (length + 9 + BLOCK - 1) & -BLOCK;
  for (let first = 0; first < total; first += BLOCK) {
    for (let i = 0, at = start + first; i < 16; i += 1, at += 4) {
      if (at + 4 <= end) {
        schedule[i] =
          (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      } else {
        schedule[i] = 0;
        for (let n = at; n < at + 4 && n <= end; n += 1) {
          schedule[i] |= (n < end ? bytes[n] : 0x80) << (8 * (3 + at - n));
        }
      }
    }
    if (first + BLOCK === total) {
      schedule[14] = Math.floor(length / 2 ** 29);
      schedule[15] = length << 3;
    }
    compress();
  }
  return state[0];
}

function readDigest() {
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function hashText(text) {
  const bytes = new TextEncoder().encode(text);
  digest(bytes, 0, bytes.length);
  return readDigest();
}

// What Python takes for white space; \s of JavaScript has U+FEFF, and lacks some controls.
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WORD = new RegExp(`[^${SPACE}]+`, "gu");
const OLD_TOKEN = /[\p{L}\p{N}]+/gu;
const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const IS_ASCII = /^[\x00-\x7f]*$/u;

function fold(text) {
  if (IS_ASCII.test(text)) return text.toLowerCase();
  // Each character is folded alone: in a word, a final sigma has another lower case.
  let folded = "";
  for (const character of text) folded += FOLDS[character] ?? character.toLowerCase();
  return folded;
}

/** Return the position of each character in units of UTF-16, and of the end. */
function locatePoints(text) {
  const places = [0];
  for (const character of text) places.push(places.at(-1) + character.length);
  return places;
}

/** Return the number of the first of some sorted numbers that is not less than another. */
function findFirst(numbers, number) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Return the tokens with their start and end in units of UTF-16. */
function tokenize(text, pattern = TOKEN) {
  const tokens = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const folded = fold(word.normalize("NFKC"));
    const isAscii = IS_ASCII.test(word);
    const before = isAscii ? null : locatePoints(word);
    const after = isAscii ? null : locatePoints(folded);
    const isAligned = isAscii || (before.length === after.length && folded === fold(word));
    for (const { 0: run, index: first } of folded.matchAll(pattern)) {
      let [start, end] = isAligned ? [first, first + run.length] : [0, word.length];
      if (isAligned && !isAscii) {
        [start, end] = [start, end].map((place) => before[findFirst(after, place)]);
      }
      tokens.push({ text: run, start: index + start, end: index + end });
    }
  }
  return tokens;
}

/** Return the tokens of both versions; one list if the versions are the same. */
function tokenizeVersions(text) {
  const tokens = tokenize(text);
  if (IS_ASCII.test(text)) return [tokens];
  const old = tokenize(text, OLD_TOKEN);
  const isSame =
    old.length === tokens.length &&
    old.every(({ text: words, start, end }, n) =>
      words === tokens[n].text && start === tokens[n].start && end === tokens[n].end);
  return isSame ? [tokens] : [tokens, old];
}

/**
 * Join the tokens by single spaces, as bytes.
 *
 * @param tokens The tokens.
 * @param numbers The number of each token's text, to which new ones are added.
 */
function joinTokens(tokens, numbers) {
  const bytes = new TextEncoder().encode(tokens.map((token) => `${token.text} `).join(""));
  const starts = new Uint32Array(tokens.length + 1);
  for (let at = 0, n = 1; at < bytes.length; at += 1) {
    if (bytes[at] === 0x20) {
      starts[n] = at + 1;
      n += 1;
    }
  }
  const texts = Uint32Array.from(tokens, ({ text }) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  });
  return { tokens, bytes, starts, texts, places: tokens.map((token) => token.start) };
}

/** Yield the first token of each window whose fingerprint is wanted, with the fingerprint. */
function* scan({ bytes, starts }, count, wanted, first, last) {
  const begins = new Set(wanted.map((sha256) => Number.parseInt(sha256.slice(0, 8), 16) | 0));
  for (let n = Math.max(first, 0); n + count < starts.length && n < last; n += 1) {
    if (begins.has(digest(bytes, starts[n], starts[n + count] - 1))) {
      const sha256 = readDigest();
      if (wanted.includes(sha256)) yield [n, sha256];
    }
  }
}

/** Yield the first token of each window that has the same tokens as one of them. */
function* scanSame({ texts }, window) {
  for (let n = 0; n + window.length <= texts.length; n += 1) {
    let same = 0;
    while (same < window.length && texts[n + same] === window[same]) same += 1;
    if (same === window.length) yield n;
  }
}

// How many tokens before and after a place are near.
const NEAR = 300;

/**
 * Return functions that find passages by fingerprint.
 *
 * To hash all windows of a length takes long; a passage is first looked for where it is expected.
 *
 * @param content The text.
 * @param wantedByCount The fingerprints that will be looked for, by number of tokens.
 */
function indexWindows(content, wantedByCount) {
  const numbers = new Map();
  const versions = tokenizeVersions(content).map((tokens) => joinTokens(tokens, numbers));
  const found = new Map();
  const scanned = new Set();

  function note({ tokens }, n, count, key) {
    if (!found.has(key)) found.set(key, []);
    found.get(key).push([tokens[n].start, tokens[n + count - 1].end]);
  }

  /** Find all passages of a number of tokens. */
  function scanAll(count) {
    if (scanned.has(count)) return;
    scanned.add(count);
    const wanted = (wantedByCount.get(count) ?? []).filter((sha256) => !found.has(sha256 + count));
    for (const version of versions) {
      for (const [n, sha256] of scan(version, count, wanted, 0, Infinity)) {
        note(version, n, count, sha256 + count);
      }
    }
  }

  /** Find a passage near a place, and the same tokens elsewhere. */
  function scanNear(sha256, count, place) {
    for (const version of versions) {
      const middle = findFirst(version.places, place);
      const [hit] = scan(version, count, [sha256], middle - NEAR, middle + NEAR);
      if (hit) {
        const window = version.texts.slice(hit[0], hit[0] + count);
        for (const each of versions) {
          for (const n of scanSame(each, window)) note(each, n, count, sha256 + count);
        }
        return;
      }
    }
  }

  /** Return the places of a passage, undefined if it is not near and not all were scanned. */
  function find(sha256, count, place) {
    const key = sha256 + count;
    const isOpen = count > 0 && !found.has(key) && !scanned.has(count);
    if (isOpen && place !== undefined) scanNear(sha256, count, place);
    return found.get(key) ?? (count > 0 && !scanned.has(count) ? undefined : []);
  }

  return { find, scanAll, hasScanned: () => scanned.size > 0 };
}
