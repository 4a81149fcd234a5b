// The visible text of an HTML page, as in evidence/html_text.py; RAW, SILENT and INLINE are from there.
const TAG_NAME = new RegExp(`<(/?)([a-zA-Z][^${SPACE}/>]*)`, "uy");
const OTHERS = /[^>"'=]+/uy;
const SPACES = new RegExp(`[${SPACE}]*`, "uy");
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/gu;
const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu;

function readHtml(page, decodeName) {
  const parts = [];
  const silent = [];
  let position = 0;
  for (let start = page.indexOf("<"); start >= 0; start = page.indexOf("<", position)) {
    if (!silent.length) parts.push(page.slice(position, start));
    const tag = readTag(page, start);
    if (!tag) {
      position = skipOther(page, start);
      if (position === start + 1 && !silent.length) parts.push("<");
      continue;
    }
    const { isEnd, name } = tag;
    position = tag.end;
    if (name === "body") silent.length = 0;
    else if (SILENT.includes(name) && !isEnd) silent.push(name);
    else if (silent.length && name === silent.at(-1)) silent.pop();
    if (RAW.includes(name) && !isEnd) {
      const end = new RegExp(`</${name}(?=[${SPACE}/>])`, "giu");
      end.lastIndex = position;
      position = end.exec(page)?.index ?? page.length;
    }
    if (!silent.length && !INLINE.includes(name)) parts.push("\n");
  }
  if (!silent.length) parts.push(page.slice(position));
  const decode = (_, reference) => decodeReference(reference, decodeName);
  return parts.join("").replace(REFERENCE, decode).replace(INVISIBLE, "");
}

function matchAt(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

function readTag(page, start) {
  const opening = matchAt(TAG_NAME, page, start);
  if (!opening) return null;
  let place = start + opening[0].length;
  while (place < page.length) {
    const character = page[place];
    if (character === ">") {
      return { isEnd: Boolean(opening[1]), name: opening[2].toLowerCase(), end: place + 1 };
    }
    if (character === "=") {
      place += 1;
      place += matchAt(SPACES, page, place)[0].length;
      const isQuoted = page[place] === '"' || page[place] === "'";
      const end = isQuoted ? page.indexOf(page[place], place + 1) : -1;
      if (end >= 0) place = end + 1;
    } else {
      place += matchAt(OTHERS, page, place)?.[0].length ?? 1;
    }
  }
  return null;
}

function skipOther(page, start) {
  if (page.startsWith("<!--", start)) return findAfter(page, "-->", start + 2);
  if (["<!", "<?", "</"].some((mark) => page.startsWith(mark, start))) {
    return findAfter(page, ">", start);
  }
  return /[a-zA-Z]/u.test(page[start + 1] ?? "") ? page.length : start + 1;
}

function findAfter(page, text, start) {
  const found = page.indexOf(text, start);
  return found < 0 ? page.length : found + text.length;
}

// What the numbers from 0x80 mean, as in Windows-1252.
const WINDOWS =
  "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** Return the characters of a reference without "&", as html.unescape of Python. */
function decodeReference(reference, decodeName) {
  if (reference[0] !== "#") {
    const [name] = /^[0-9a-zA-Z]*;?/u.exec(reference);
    return decodeName(name) + reference.slice(name.length);
  }
  const isHexadecimal = /^#x/iu.test(reference);
  const digits = reference.slice(isHexadecimal ? 2 : 1).replace(";", "");
  const code = Number.parseInt(digits, isHexadecimal ? 16 : 10);
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return "\ufffd";
  if (code >= 0x80 && code <= 0x9f) return WINDOWS[code - 0x80];
  const isControl = (code < 0x20 && ![0x9, 0xa, 0xc, 0xd].includes(code)) || code === 0x7f;
  const isNone = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
  return isControl || isNone ? "" : String.fromCodePoint(code);
}
